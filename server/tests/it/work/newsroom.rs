//! A site whose articles are files, with a reader who reports and an editor who decides.

use std::path::PathBuf;

use corrigenda::connect;
use corrigenda::domain::article::{Article, ArticleUrl};
use corrigenda::domain::case::{Case, CaseId};
use corrigenda::domain::decision::{Action, NewDecision, Wording};
use corrigenda::domain::job::Task;
use corrigenda::domain::placement::{self, Finding};
use corrigenda::domain::report::{Kind, NewReport, ReportId};
use corrigenda::domain::site::{Connector, Site, SiteKey, TextRules};
use corrigenda::domain::user::{Actor, Role};
use corrigenda::store::{Accepted, Store};
use corrigenda::work;
use corrigenda_anchor::{Selectors, TextQuote};
use jiff::Timestamp;
use tempfile::TempDir;

pub(super) const BASE: &str = "https://daily.example.org";

/// One file, one article, one store.
pub(super) struct Newsroom {
    folder: TempDir,
    pub(super) store: Store,
    pub(super) site: Site,
    url: ArticleUrl,
    file: PathBuf,
}

impl Newsroom {
    /// An article of that source whose text is not known to the store yet.
    pub(super) async fn unread(name: &str, source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("articles");
        std::fs::create_dir(&root).unwrap();
        let file = root.join(name);
        std::fs::write(&file, source).unwrap();
        let database = format!("sqlite:{}", folder.path().join("test.db").display());
        let store = Store::open(&database).await.unwrap();
        store.migrate().await.unwrap();
        let site = Site {
            key: "daily".parse().unwrap(),
            name: "The Daily".to_owned(),
            origins: vec![BASE.to_owned()],
            language: "en".to_owned(),
            text: TextRules::default(),
            caps: corrigenda::domain::sender::Caps::default(),
            connector: Connector::Files {
                root,
                base: BASE.to_owned(),
            },
        };
        store.create_site(&site).await.unwrap();
        let stem = name.rsplit_once('.').unwrap().0;
        let url = ArticleUrl::parse(&format!("{BASE}/{stem}"), &site).unwrap();
        Self {
            folder,
            store,
            site,
            url,
            file,
        }
    }

    /// An article of that source, read.
    pub(super) async fn with(name: &str, source: &str) -> Self {
        let room = Self::unread(name, source).await;
        let article = room.article().await;
        let content = connect::read(&room.site, &article).await.unwrap();
        room.store
            .put_article(&room.site.key, &room.url, &content, Timestamp::now())
            .await
            .unwrap();
        room.settle().await;
        room
    }

    pub(super) fn key(&self) -> &SiteKey {
        &self.site.key
    }

    pub(super) async fn article(&self) -> Article {
        self.store
            .ensure_article(self.key(), &self.url, Timestamp::now())
            .await
            .unwrap()
    }

    pub(super) fn source(&self) -> String {
        std::fs::read_to_string(&self.file).unwrap()
    }

    /// Somebody changes the file with another program.
    pub(super) fn edit_outside(&self, from: &str, to: &str) {
        let source = self.source();
        assert!(source.contains(from), "{from:?} is not in {source:?}");
        std::fs::write(&self.file, source.replace(from, to)).unwrap();
    }

    pub(super) fn remove_file(&self) {
        std::fs::remove_file(&self.file).unwrap();
    }

    pub(super) fn write_file(&self, source: &str) {
        std::fs::write(&self.file, source).unwrap();
    }

    /// The article is read again, and everything that follows is done.
    pub(super) async fn fetch(&self) {
        let task = Task::Fetch(self.article().await.id);
        let now = Timestamp::now();
        self.store.owe(self.key(), task, now).await.unwrap();
        self.settle().await;
    }

    /// A reader reports that `exact`, between the two contexts, should read `suggestion`.
    pub(super) async fn report(
        &self,
        context: [&str; 2],
        exact: &str,
        suggestion: &str,
    ) -> Accepted {
        let [prefix, suffix] = context.map(str::to_owned);
        let quote = TextQuote {
            prefix,
            exact: exact.to_owned(),
            suffix,
        };
        let selectors = Selectors {
            quote: Some(quote),
            position: None,
        };
        let article = self.article().await;
        let finding = match self.store.text(&self.site, &article).await.unwrap() {
            Some(now) => {
                placement::find(&now.text, now.revision, Some(&selectors), Some(suggestion))
            }
            None => Finding::pending(Some(&selectors), Some(suggestion)),
        };
        let now = Timestamp::now();
        let report = NewReport {
            id: ReportId::new(now),
            site: self.key().clone(),
            url: self.url.clone(),
            selectors: Some(selectors),
            suggestion: Some(suggestion.to_owned()),
            comment: None,
            kind: Kind::Typo,
            email: None,
            extensions: None,
            text_rules: None,
            idempotency: None,
            received: now,
        };
        self.store
            .accept_report(&self.site, report, finding)
            .await
            .unwrap()
    }

    /// An editor accepts the only proposal, or their own wording of the passage.
    pub(super) async fn accept(&self, case: CaseId, own: Option<&str>) -> Case {
        let wording = own.map_or(Wording::Only, |text| Wording::Own(text.to_owned()));
        let accept = Action::Accept {
            wording,
            notice: None,
        };
        self.decide(case, accept).await
    }

    /// An editor says that they corrected it in their own system.
    pub(super) async fn mark(&self, case: CaseId) -> Case {
        let mark = Action::MarkCorrected {
            outcome: None,
            notice: None,
        };
        self.decide(case, mark).await
    }

    async fn decide(&self, case: CaseId, action: Action) -> Case {
        let seen = self.case(case).await;
        let decision = NewDecision {
            case,
            version: seen.version,
            action,
            reason: None,
            by: Actor {
                id: uuid::Uuid::nil(),
                name: "ed@example.org".to_owned(),
                role: Role::Editor,
            },
            at: Timestamp::now(),
        };
        self.store.decide(&self.site, &decision).await.unwrap()
    }

    pub(super) async fn case(&self, id: CaseId) -> Case {
        self.store.case(self.key(), id).await.unwrap()
    }

    /// Everything owed is done.
    pub(super) async fn settle(&self) {
        work::settle(&self.store).await.unwrap();
    }

    /// The test ends with nothing owed but what waits for another day: forgetting.
    pub(super) async fn close(self) {
        let mut left = self.store.job_counts(Timestamp::now()).await.unwrap();
        left.retain(|jobs| jobs.task != "forget" && jobs.state != "given-up");
        assert!(left.is_empty(), "left in the queue: {left:?}");
        self.store.close().await;
        drop(self.folder);
    }
}

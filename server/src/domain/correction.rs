//! A correction: the public notice of a change.

use corrigenda_anchor::Edit;
use jiff::Timestamp;

use super::article::ArticleId;
use super::case::{Case, CaseId};
use super::report::Kind;
use super::site::SiteKey;

super::id! {
    /// A correction's id.
    CorrectionId
}

super::words! {
    /// What sort of change the notice tells of.
    CorrectionKind {
        /// Something was wrong.
        Correction = "correction",
        /// Something could be misunderstood.
        Clarification = "clarification",
        /// Something is no longer so.
        Update = "update",
        /// The article does not stand any more.
        Retraction = "retraction",
    }
}

/// Longest notice, in code points.
pub const MAX_NOTICE: usize = 2_000;

/// A notice as an editor words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What sort of change.
    pub kind: CorrectionKind,
    /// Plain text, not empty, at most [`MAX_NOTICE`].
    pub text: String,
}

/// A published notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// Its site.
    pub site: SiteKey,
    /// The article it is about.
    pub article: ArticleId,
    /// That article's URL and title, as they are now.
    pub article_url: String,
    /// See `article_url`.
    pub article_title: String,
    /// The case it came from.
    pub case: CaseId,
    /// What sort of change.
    pub kind: CorrectionKind,
    /// Plain text.
    pub text: String,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last changed; `published` while it never was.
    pub modified: Timestamp,
    /// 1, and one more with each change.
    pub version: i64,
}

/// The sort of notice that goes with a kind of mistake.
pub fn kind_for(kind: Kind) -> CorrectionKind {
    match kind {
        Kind::Clarification => CorrectionKind::Clarification,
        _ => CorrectionKind::Correction,
    }
}

/// The notice that an editor is offered for a case: one plain sentence in the language of `lang` (a BCP 47 tag),
/// in English when there are no words for it. Without an edit it tells only that something was corrected.
pub fn draft(case: &Case, edit: Option<&Edit>, lang: &str) -> NewNotice {
    let kind = kind_for(case.kind);
    let words = words_for(lang);
    let text = match edit.map(|edit| (edit, edit.old.trim(), edit.new.trim())) {
        None => words.something.to_owned(),
        Some((_, "", new)) => words.added.replace("{new}", new),
        Some((_, old, "")) => words.removed.replace("{old}", old),
        Some((_, old, new)) => {
            let sentence = match case.kind {
                Kind::Typo => words.spelling,
                Kind::Clarification => words.clarified,
                _ => words.corrected,
            };
            // The reader's words go in last, so that braces in them are not taken for a place to fill.
            let (before, after) = sentence.split_once("{new}").unwrap_or((sentence, ""));
            [
                &before.replace("{old}", old),
                new,
                &after.replace("{old}", old),
            ]
            .concat()
        }
    };
    NewNotice {
        kind,
        text: text.chars().take(MAX_NOTICE).collect(),
    }
}

/// The sentences of one language; `{old}` and `{new}` are filled in.
struct Words {
    spelling: &'static str,
    corrected: &'static str,
    clarified: &'static str,
    added: &'static str,
    removed: &'static str,
    something: &'static str,
}

const ENGLISH: Words = Words {
    spelling: "A spelling mistake was corrected: “{old}” now reads “{new}”.",
    corrected: "An earlier version of this article said “{old}”. It now says “{new}”.",
    clarified: "The wording “{old}” was made clearer. It now reads “{new}”.",
    added: "An earlier version of this article left out “{new}”.",
    removed: "An earlier version of this article contained “{old}”, which was removed.",
    something: "An earlier version of this article contained a mistake, which was corrected.",
};

const UKRAINIAN: Words = Words {
    spelling: "Виправлено помилку в написанні: замість «{old}» тепер «{new}».",
    corrected: "У попередній версії цієї статті було сказано «{old}». Правильно: «{new}».",
    clarified: "Уточнено формулювання: замість «{old}» тепер «{new}».",
    added: "У попередній версії цієї статті бракувало слів «{new}».",
    removed: "З попередньої версії цієї статті вилучено слова «{old}».",
    something: "У попередній версії цієї статті була помилка. Її виправлено.",
};

const ARABIC: Words = Words {
    spelling: "صُحّح خطأ إملائي: «{old}» أصبحت «{new}».",
    corrected: "ورد في نسخة سابقة من هذا المقال «{old}»، والصواب «{new}».",
    clarified: "أُعيدت صياغة «{old}» للتوضيح، وأصبحت «{new}».",
    added: "سقط من نسخة سابقة من هذا المقال «{new}».",
    removed: "حُذف من نسخة سابقة من هذا المقال «{old}».",
    something: "تضمّنت نسخة سابقة من هذا المقال خطأً وقد صُحّح.",
};

const CHINESE: Words = Words {
    spelling: "已更正文字错误：“{old}”现为“{new}”。",
    corrected: "本文先前版本写作“{old}”，现更正为“{new}”。",
    clarified: "为表述清楚，“{old}”已改为“{new}”。",
    added: "本文先前版本遗漏了“{new}”，现已补上。",
    removed: "本文先前版本中的“{old}”已删去。",
    something: "本文先前版本有误，现已更正。",
};

fn words_for(lang: &str) -> &'static Words {
    let language = lang.split(['-', '_']).next().unwrap_or_default();
    match language.to_ascii_lowercase().as_str() {
        "uk" => &UKRAINIAN,
        "ar" => &ARABIC,
        "zh" => &CHINESE,
        _ => &ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::{Placement, State};
    use corrigenda_anchor::Span;

    fn notice(kind: Kind, words: Option<(&str, &str)>, lang: &str) -> String {
        let now = Timestamp::UNIX_EPOCH;
        let case = Case {
            id: CaseId::new(now),
            site: "daily".parse().expect("a key"),
            article: ArticleId::new(now),
            placement: Placement::Exact,
            state: State::Open,
            lane: crate::domain::sender::Lane::Desk,
            outcome: None,
            reason: None,
            kind,
            version: 1,
            passage: None,
            proposals: Vec::new(),
            reports: 1,
            conflict: None,
            opened: now,
            last_reported: now,
        };
        let edit = words.map(|(old, new)| Edit {
            span: Span::new(0, old.chars().count()),
            old: old.to_owned(),
            new: new.to_owned(),
        });
        draft(&case, edit.as_ref(), lang).text
    }

    #[test]
    fn a_drafted_notice_says_what_it_was_and_what_it_is() {
        let check =
            |kind, words, lang, expected: &str| assert_eq!(notice(kind, words, lang), expected);
        check(
            Kind::Typo,
            Some(("teh", "the")),
            "en-GB",
            "A spelling mistake was corrected: “teh” now reads “the”.",
        );
        check(
            Kind::Fact,
            Some(("1987", "1989")),
            "fr",
            "An earlier version of this article said “1987”. It now says “1989”.",
        );
        check(
            Kind::Fact,
            Some(("", " not")),
            "en",
            "An earlier version of this article left out “not”.",
        );
        check(
            Kind::Fact,
            Some((" not", "")),
            "en",
            "An earlier version of this article contained “not”, which was removed.",
        );
        check(Kind::Other, None, "zh-Hans", "本文先前版本有误，现已更正。");
        check(
            Kind::Typo,
            Some(("Київу", "Києва")),
            "uk",
            "Виправлено помилку в написанні: замість «Київу» тепер «Києва».",
        );
    }

    #[test]
    fn braces_in_the_words_of_a_text_stay_as_they_are() {
        let text = notice(Kind::Fact, Some(("{new}", "{old}")), "en");
        let expected = "An earlier version of this article said “{new}”. It now says “{old}”.";
        assert_eq!(text, expected);
    }
}

//! The text rules as data: every case of `cases/text`, which the widget's tests run in a browser as well.

use corrigenda_anchor::{Format, Rules, Scope, Text};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    format: String,
    source: String,
    scope: Option<String>,
    rules: Option<CaseRules>,
    text: String,
}

#[derive(Deserialize)]
struct CaseRules {
    root: String,
    ignore: String,
}

impl Case {
    fn extract(&self) -> Text {
        let rules = self.rules.as_ref().map_or_else(Rules::default, |rules| {
            Rules::parse(&rules.root, &rules.ignore).expect("selectors of the grammar")
        });
        let scope = match self.scope.as_deref() {
            Some("body") => Scope::Body,
            Some("page") | None => Scope::Page,
            Some(other) => panic!("{}: unknown scope {other}", self.name),
        };
        let format: Format = self.format.parse().expect("a known format");
        Text::extract(&self.source, format, scope, &rules)
    }
}

#[test]
fn every_case_gives_its_text() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/text");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the cases are there") {
        let path = entry.expect("a readable folder").path();
        let json = std::fs::read_to_string(&path).expect("a readable case");
        let cases: Vec<Case> =
            serde_json::from_str(&json).expect("cases as the decision record has them");
        for case in cases {
            count += 1;
            let text = case.extract();
            if text.as_str() != case.text {
                wrong.push(format!(
                    "{} / {}\n  expected {:?}\n  got      {:?}",
                    path.display(),
                    case.name,
                    case.text,
                    text.as_str()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

//! Patches as data: every case of `cases/patch`. A case is a source with its format, the words to correct as they read in
//! its text, what they shall read, and either the source after the patch or the word for why it is refused. Where the
//! words stand more than once, `copy` counts from 0 which are meant; no words at all stand at the end of `after`.

use corrigenda_anchor::{Edit, Format, Refused, Rules, Scope, Span, Text, patch};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    format: String,
    source: String,
    exact: String,
    #[serde(default)]
    copy: usize,
    /// Words that the place follows, for an insertion.
    after: Option<String>,
    replacement: String,
    patched: Option<String>,
    refused: Option<String>,
}

impl Case {
    fn answer(&self) -> Result<String, &'static str> {
        let format: Format = self.format.parse().expect("a known format");
        let rules = Rules::default();
        let text = Text::extract(&self.source, format, Scope::Body, &rules);
        let Some(edit) = Edit::smallest(&text, self.span(&text), &self.replacement) else {
            return Err("unchanged");
        };
        let done = patch(&self.source, &text, &edit, format, Scope::Body, &rules);
        let patch = done.map_err(word)?;
        let after = patch.apply(&self.source);
        assert_eq!(patch.inverse().apply(&after), self.source, "{}", self.name);
        Ok(after)
    }

    fn span(&self, text: &Text) -> Span {
        let whole = text.as_str();
        let words = self.after.as_ref().unwrap_or(&self.exact);
        let found = whole.match_indices(words.as_str()).nth(self.copy);
        let (at, _) = found.unwrap_or_else(|| panic!("{}: {words:?} in {whole:?}", self.name));
        let at = if self.after.is_some() {
            at + words.len()
        } else {
            at
        };
        let chars = |byte: usize| whole[..byte].chars().count();
        Span::new(chars(at), chars(at + self.exact.len()))
    }
}

fn word(refused: Refused) -> &'static str {
    match refused {
        Refused::Stale => "stale",
        Refused::Changed => "changed",
        Refused::CrossesMarkup => "crosses markup",
        Refused::NotInSource => "not in source",
        Refused::Template => "template",
        Refused::WouldDiffer => "would differ",
        _ => "another reason",
    }
}

#[test]
fn every_case_is_patched_or_refused_as_it_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/patch");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).expect("the cases are there") {
        let path = entry.expect("a readable folder").path();
        let json = std::fs::read_to_string(&path).expect("a readable case");
        let cases: Vec<Case> = serde_json::from_str(&json).expect("cases as this file has them");
        for case in cases {
            count += 1;
            let expected = match (&case.patched, &case.refused) {
                (Some(patched), None) => Ok(patched.clone()),
                (None, Some(refused)) => Err(refused.as_str()),
                _ => panic!("{}: patched or refused, one of them", case.name),
            };
            let got = case.answer();
            if got != expected {
                let name = format!("{} / {}", path.display(), case.name);
                wrong.push(format!(
                    "{name}\n  expected {expected:?}\n  got      {got:?}"
                ));
            }
        }
    }
    assert!(count >= 40, "only {count} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

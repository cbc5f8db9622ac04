//! `corrigenda anchor`: the anchoring engine on standard input, JSON Lines in and out, one answer a line in the order
//! of the questions. The wire format lives here; what is done is the crate `corrigenda-anchor`'s.

use std::io::{BufRead, Write};

use anyhow::{Context, Result, anyhow, bail};
use corrigenda_anchor::{
    Anchor, Edit, Format, Lost, Refused, Rules, Scope, Selectors, Span, Status, Text, TextQuote,
    patch, resolve, resolve_with_before,
};
use serde_json::{Map, Value, json};

/// From this confidence on, a passage found by the default text rules is not looked for in the rest of the page.
const SURE: f32 = 0.95;

/// Answers every line of `input` on `output`. A line that cannot be read gets `{"id", "error"}` and the next goes on;
/// empty lines are passed over.
///
/// # Errors
/// Only when reading or writing itself fails.
pub(super) fn run(mut input: impl BufRead, mut output: impl Write) -> Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input
            .read_until(b'\n', &mut line)
            .context("reading a line")?
            == 0
        {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = answer_line(&line);
        serde_json::to_writer(&mut output, &answer).context("writing an answer")?;
        output.write_all(b"\n").context("writing an answer")?;
        output.flush().context("writing an answer")?;
    }
}

fn answer_line(line: &[u8]) -> Value {
    let request: Value = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => return json!({"id": null, "error": format!("not JSON: {error}")}),
    };
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    match Question::read(&request) {
        Ok(question) => question.answer(id),
        Err(error) => json!({"id": id, "error": error.to_string()}),
    }
}

/// A line as it was understood.
struct Question {
    format: Format,
    source: String,
    before: Option<String>,
    selectors: Selectors,
    replacement: Option<String>,
    scope: Scope,
    rules: Option<Rules>,
}

/// What was found, and in which text of the source.
struct Found {
    text: Text,
    scope: Scope,
    rules: Rules,
    place: Result<Anchor, Lost>,
}

impl Question {
    fn read(request: &Value) -> Result<Self> {
        let object = request
            .as_object()
            .ok_or_else(|| anyhow!("an object is expected"))?;
        let format = word(object, "format")?.unwrap_or_else(|| "text".to_owned());
        let scope = match word(object, "scope")?.as_deref() {
            None | Some("page") => Scope::Page,
            Some("body") => Scope::Body,
            Some(_) => bail!("scope: page or body is expected"),
        };
        let rules = match object.get("text") {
            None | Some(Value::Null) => None,
            Some(text) => Some(rules(text)?),
        };
        Ok(Self {
            format: format.parse()?,
            source: word(object, "source")?.ok_or_else(|| anyhow!("source is missing"))?,
            before: word(object, "before")?,
            selectors: selectors(object.get("selector"))?,
            replacement: word(object, "replacement")?,
            scope,
            rules,
        })
    }

    fn answer(&self, id: Value) -> Value {
        let found = self.find();
        let mut answer = Map::new();
        answer.insert("id".to_owned(), id);
        match &found.place {
            Err(lost) => self.lost(*lost, &mut answer),
            Ok(anchor) => {
                self.place(&found.text, anchor, &mut answer);
                if let Some(replacement) = &self.replacement {
                    self.correct(&found, anchor, replacement, &mut answer);
                }
            }
        }
        Value::Object(answer)
    }

    /// By the text rules of the request, or by the default ones and then in all of the page: nobody told which site's
    /// rules hold, and a passage outside of the article is better found than lost.
    fn find(&self) -> Found {
        let found = self.find_by(self.scope, self.rules.clone().unwrap_or_default());
        let sure = found.place.is_ok_and(|anchor| anchor.confidence >= SURE);
        if self.rules.is_some() || self.format == Format::Text || sure {
            return found;
        }
        let Ok(everything) = Rules::parse("body", "") else {
            return found;
        };
        let wider = self.find_by(Scope::Body, everything);
        let confidence = |found: &Found| found.place.map_or(0.0, |anchor| anchor.confidence);
        if confidence(&wider) > confidence(&found) {
            wider
        } else {
            found
        }
    }

    fn find_by(&self, scope: Scope, rules: Rules) -> Found {
        let text = Text::extract(&self.source, self.format, scope, &rules);
        let place = match &self.before {
            Some(before) => {
                let before = Text::extract(before, self.format, scope, &rules);
                resolve_with_before(&text, &before, &self.selectors)
            }
            None => resolve(&text, &self.selectors),
        };
        Found {
            text,
            scope,
            rules,
            place,
        }
    }

    fn lost(&self, lost: Lost, answer: &mut Map<String, Value>) {
        let status = match lost {
            Lost::Gone => "gone",
            Lost::Ambiguous => "ambiguous",
        };
        answer.insert("status".to_owned(), json!(status));
        for key in ["start", "end", "source_start", "source_end"] {
            answer.insert(key.to_owned(), Value::Null);
        }
        answer.insert("confidence".to_owned(), json!(0.0));
        if self.replacement.is_some() {
            answer.insert(
                "patch".to_owned(),
                json!({"refused": format!("the passage is {status}")}),
            );
        }
    }

    fn place(&self, text: &Text, anchor: &Anchor, answer: &mut Map<String, Value>) {
        let status = match anchor.status {
            Status::Exact => "exact",
            Status::Edited => "edited",
        };
        let source = text.source_range(anchor.span);
        let confidence = (f64::from(anchor.confidence) * 1000.0).round() / 1000.0;
        answer.insert("status".to_owned(), json!(status));
        answer.insert("start".to_owned(), json!(anchor.span.start()));
        answer.insert("end".to_owned(), json!(anchor.span.end()));
        answer.insert("confidence".to_owned(), json!(confidence));
        answer.insert(
            "source_start".to_owned(),
            json!(source.as_ref().map(|range| range.start)),
        );
        answer.insert(
            "source_end".to_owned(),
            json!(source.as_ref().map(|range| range.end)),
        );
    }

    fn correct(
        &self,
        found: &Found,
        anchor: &Anchor,
        replacement: &str,
        answer: &mut Map<String, Value>,
    ) {
        match self.patched(found, anchor, replacement) {
            Ok(None) => answer.insert("already".to_owned(), json!(true)),
            Ok(Some(patched)) => answer.insert("patched".to_owned(), json!(patched)),
            Err(refused) => {
                answer.insert("patch".to_owned(), json!({"refused": refused.to_string()}))
            }
        };
    }

    fn patched(
        &self,
        found: &Found,
        anchor: &Anchor,
        replacement: &str,
    ) -> Result<Option<String>, Refused> {
        let edit = match &self.selectors.quote {
            Some(quote) => Edit::suggested(&found.text, anchor.span, &quote.exact, replacement)?,
            None => Edit::smallest(&found.text, anchor.span, replacement),
        };
        let Some(edit) = edit else { return Ok(None) };
        let patch = patch(
            &self.source,
            &found.text,
            &edit,
            self.format,
            found.scope,
            &found.rules,
        )?;
        Ok(Some(patch.apply(&self.source)))
    }
}

/// A member that is a string; missing and null are the same.
fn word(object: &Map<String, Value>, key: &str) -> Result<Option<String>> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(word)) => Ok(Some(word.clone())),
        Some(_) => bail!("{key}: a string is expected"),
    }
}

fn rules(text: &Value) -> Result<Rules> {
    let object = text
        .as_object()
        .ok_or_else(|| anyhow!("text: an object with root and ignore is expected"))?;
    let member = |key: &str| Ok::<_, anyhow::Error>(word(object, key)?.unwrap_or_default());
    Ok(Rules::parse(&member("root")?, &member("ignore")?)?)
}

/// One selector or a list of them; kinds that are not known are passed over, as the W3C model has it.
fn selectors(value: Option<&Value>) -> Result<Selectors> {
    let one;
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(object @ Value::Object(_)) => {
            one = [object.clone()];
            &one
        }
        _ => bail!("selector is missing"),
    };
    let mut selectors = Selectors::default();
    for selector in list {
        let object = selector
            .as_object()
            .ok_or_else(|| anyhow!("selector: an object is expected"))?;
        match selector.get("type").and_then(Value::as_str) {
            Some("TextQuoteSelector") => selectors.quote = Some(quote(object)?),
            Some("TextPositionSelector") => selectors.position = Some(position(object)?),
            _ => {}
        }
    }
    if selectors == Selectors::default() {
        bail!("selector: a TextQuoteSelector or a TextPositionSelector is expected");
    }
    Ok(selectors)
}

fn quote(object: &Map<String, Value>) -> Result<TextQuote> {
    Ok(TextQuote {
        prefix: word(object, "prefix")?.unwrap_or_default(),
        exact: word(object, "exact")?.ok_or_else(|| anyhow!("selector: exact is missing"))?,
        suffix: word(object, "suffix")?.unwrap_or_default(),
    })
}

fn position(object: &Map<String, Value>) -> Result<Span> {
    let number = |key: &str| {
        let number = object
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok());
        number.ok_or_else(|| anyhow!("selector: {key} is no whole number"))
    };
    let (start, end) = (number("start")?, number("end")?);
    if end < start {
        bail!("selector: end lies before start");
    }
    Ok(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(lines: &str) -> Vec<Value> {
        let mut output = Vec::new();
        run(lines.as_bytes(), &mut output).expect("memory can be read and written");
        let output = String::from_utf8(output).expect("answers are UTF-8");
        output
            .lines()
            .map(|line| serde_json::from_str(line).expect("answers are JSON"))
            .collect()
    }

    fn quote(prefix: &str, exact: &str, suffix: &str) -> Value {
        json!([{"type": "TextQuoteSelector", "prefix": prefix, "exact": exact, "suffix": suffix}])
    }

    #[test]
    fn a_passage_is_found_and_corrected_in_each_format() {
        let cases = [
            (
                "text",
                "She heard teh call.",
                "She heard the call.",
                (10, 13),
            ),
            (
                "html",
                "<p>She heard <b>teh</b> call.",
                "<p>She heard <b>the</b> call.",
                (16, 19),
            ),
            (
                "markdown",
                "She heard **teh** call.",
                "She heard **the** call.",
                (12, 15),
            ),
        ];
        for (format, source, patched, (start, end)) in cases {
            let line = json!({"id": format, "format": format, "source": source, "replacement": "the",
                "selector": quote("She heard ", "teh", " call.")});
            let answer = &answers(&line.to_string())[0];
            assert_eq!(answer["status"], "exact", "{answer}");
            assert_eq!((&answer["start"], &answer["end"]), (&json!(10), &json!(13)));
            assert_eq!(
                (&answer["source_start"], &answer["source_end"]),
                (&json!(start), &json!(end))
            );
            assert_eq!(answer["patched"], patched);
        }
    }

    #[test]
    fn lost_passages_have_no_place_and_no_patch() {
        let gone = json!({"id": 1, "format": "text", "source": "Nothing of that kind stands here.", "replacement": "x",
            "selector": quote("She heard ", "a long call from afar", " and answered.")});
        let twice = json!({"id": 2, "format": "text", "source": "one teh two\none teh two",
            "selector": quote("one ", "teh", " two")});
        let answers = answers(&format!("{gone}\n{twice}\n"));
        assert_eq!(
            (&answers[0]["status"], &answers[0]["start"]),
            (&json!("gone"), &Value::Null)
        );
        assert_eq!(answers[0]["patch"]["refused"], "the passage is gone");
        assert_eq!(answers[1]["status"], "ambiguous");
    }

    #[test]
    fn a_passage_that_was_corrected_already_says_so() {
        let line = json!({"id": 1, "format": "text", "source": "At last she heard the call of the sea.",
            "replacement": "the", "selector": quote("At last she heard ", "teh", " call of the sea.")});
        assert_eq!(answers(&line.to_string())[0]["already"], true);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_the_next_line_goes_on() {
        let good = json!({"id": "b", "source": "a teh b", "selector": quote("a ", "teh", " b")});
        let lines = format!(
            "{{\n\n{}\n{}\n{good}\n",
            json!({"id": "a"}),
            json!({"id": "c", "source": 3})
        );
        let answers = answers(&lines);
        assert_eq!(answers.len(), 4);
        assert!(
            answers[0]["error"]
                .as_str()
                .is_some_and(|error| error.starts_with("not JSON"))
        );
        assert_eq!(
            (&answers[1]["id"], &answers[1]["error"]),
            (&json!("a"), &json!("source is missing"))
        );
        assert_eq!(answers[3]["status"], "exact");
    }
}

//! The table: each request with its name and the statuses that may answer it.

/// A request as no honest client sends it.
pub(crate) struct Hostile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: &'static [u16],
}

const API: &str = "/api/v1/sites/daily/reports";
const FORM: &str = "/daily/report";
const JSON: &str = "content-type: application/json\r\n";
const FIELDS: &str = "content-type: application/x-www-form-urlencoded\r\n";

fn raw(name: &str, bytes: impl Into<Vec<u8>>, expected: &'static [u16]) -> Hostile {
    Hostile {
        name: name.to_owned(),
        bytes: bytes.into(),
        expected,
    }
}

fn post(name: &str, path: &str, headers: &str, body: &[u8], expected: &'static [u16]) -> Hostile {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    raw(name, [head.as_bytes(), body].concat(), expected)
}

fn get(name: &str, path: &str, headers: &str, expected: &'static [u16]) -> Hostile {
    let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
    raw(name, head, expected)
}

/// An annotation with this in place of its body and of its selectors.
fn annotation(body: &str, selectors: &str, more: &str) -> String {
    format!(
        r#"{{"type": "Annotation", "motivation": "editing", "body": {body},
        "target": {{"source": "https://daily.example.org/2026/11/a-long-call", "selector": {selectors}}}{more}}}"#
    )
}

const BODY: &str = r#"[{"type": "TextualBody", "purpose": "editing", "value": "the"}]"#;
const SELECTOR: &str = r#"[{"type": "TextQuoteSelector", "exact": "teh"}]"#;

/// All of them.
pub(crate) fn all() -> Vec<Hostile> {
    let mut all = heads();
    all.extend(lengths());
    all.extend(headers());
    all.extend(json());
    all.extend(forms());
    all.extend(addresses());
    all
}

/// Games with the head of a request.
fn heads() -> Vec<Hostile> {
    let start = format!("POST {API} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{JSON}");
    vec![
        raw(
            "not HTTP",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            &[400],
        ),
        raw(
            "a version that is none",
            "GET / HTTP/9.9\r\nhost: x\r\n\r\n",
            &[400, 505],
        ),
        raw(
            "a method of symbols",
            "<GET> / HTTP/1.1\r\nhost: x\r\n\r\n",
            &[400],
        ),
        raw(
            "a method that is none",
            "BREW / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            &[405],
        ),
        raw(
            "a header without a colon",
            "GET / HTTP/1.1\r\nhost x\r\n\r\n",
            &[400],
        ),
        raw(
            "a folded header",
            "GET / HTTP/1.1\r\nhost: x\r\nx-a: b\r\n c\r\n\r\n",
            &[400],
        ),
        raw(
            "a header with NUL",
            "GET / HTTP/1.1\r\nhost: x\r\nx-a: \0\r\n\r\n",
            &[400],
        ),
        raw(
            "a space before the colon",
            format!("{start}content-length : 5\r\n\r\nabcde"),
            &[400],
        ),
        get(
            "a header without end",
            "/",
            &format!("x-a: {}\r\n", "a".repeat(200_000)),
            &[431],
        ),
        get(
            "headers without number",
            "/",
            &"x-a: b\r\n".repeat(500),
            &[431],
        ),
        get(
            "an address without end",
            &format!("/{}", "a".repeat(200_000)),
            "",
            &[414, 431],
        ),
    ]
}

/// Games with where a body ends.
fn lengths() -> Vec<Hostile> {
    let start = format!("POST {API} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{JSON}");
    let chunked = "5\r\n{\"a\":\r\n0\r\n\r\n";
    vec![
        raw(
            "two lengths",
            format!("{start}content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef"),
            &[400],
        ),
        raw(
            "a length that is negative",
            format!("{start}content-length: -5\r\n\r\n"),
            &[400],
        ),
        raw(
            "a length that is no number",
            format!("{start}content-length: 5, 5x\r\n\r\n"),
            &[400],
        ),
        raw(
            "a length beyond all numbers",
            format!("{start}content-length: 99999999999999999999999\r\n\r\n"),
            &[400, 413],
        ),
        raw(
            "a length and chunks",
            format!("{start}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n{chunked}"),
            &[400],
        ),
        raw(
            "an encoding of the transfer that is none",
            format!("{start}transfer-encoding: xchunked\r\n\r\n{chunked}"),
            &[400, 501],
        ),
        raw(
            "chunked twice",
            format!("{start}transfer-encoding: chunked, chunked\r\n\r\n{chunked}"),
            &[400],
        ),
        raw(
            "a chunk without end",
            format!("{start}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
            &[400],
        ),
        raw(
            "a chunk that is no number",
            format!("{start}transfer-encoding: chunked\r\n\r\nxyz\r\n"),
            &[400],
        ),
    ]
}

/// Headers that are there twice, or hold what they should not.
fn headers() -> Vec<Hostile> {
    let body = annotation(BODY, SELECTOR, "");
    let twice = |header: &str| format!("{JSON}{header}{header}");
    vec![
        post(
            "two content types",
            API,
            &twice("content-type: text/plain\r\n"),
            body.as_bytes(),
            &[400],
        ),
        post(
            "two idempotency keys",
            API,
            &twice("idempotency-key: k\r\n"),
            body.as_bytes(),
            &[400],
        ),
        post(
            "two origins",
            API,
            &twice("origin: https://daily.example.org\r\n"),
            body.as_bytes(),
            &[400, 403],
        ),
        post(
            "an origin that is no URL",
            API,
            &format!("{JSON}origin: \x7f\u{e9}\r\n"),
            body.as_bytes(),
            &[400, 403],
        ),
        post(
            "an idempotency key without end",
            API,
            &format!("{JSON}idempotency-key: {}\r\n", "k".repeat(5_000)),
            body.as_bytes(),
            &[422],
        ),
        post(
            "a type that is no type",
            API,
            "content-type: \u{ff}\u{fe}\r\n",
            body.as_bytes(),
            &[415],
        ),
        get(
            "a token of symbols",
            "/api/v1/sites/daily/cases",
            "authorization: Bearer \u{ff}'; drop table tokens --\r\n",
            &[401],
        ),
        get(
            "a range without end",
            "/api/v1/sites/daily/cases",
            &format!("range: bytes={}\r\n", "0-,".repeat(5_000)),
            &[401],
        ),
    ]
}

/// Bodies that are not JSON, or not what they should be.
fn json() -> Vec<Hostile> {
    let cases = [malformed(), misshapen(), misplaced()]
        .into_iter()
        .flatten();
    cases
        .map(|(name, body, expected)| post(&format!("JSON: {name}"), API, JSON, &body, expected))
        .collect()
}

/// A name, a body, and which answers will do.
type Case = (&'static str, Vec<u8>, &'static [u16]);

/// No JSON, or such as readers of it understand differently.
fn malformed() -> Vec<Case> {
    let body = |value: &str| annotation(value, SELECTOR, "");
    let more = |value: &str| annotation(BODY, SELECTOR, value);
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    vec![
        ("nothing", Vec::new(), &[400]),
        ("half of it", body(BODY).as_bytes()[..40].to_vec(), &[400]),
        (
            "bytes that are no text",
            [br#"{"body": ""#, &[0xff, 0xfe, 0xc0][..], br#""}"#].concat(),
            &[400],
        ),
        (
            "half of a letter",
            b"{\"body\": \"\xe2\x82\"}".to_vec(),
            &[400],
        ),
        (
            "a lone surrogate",
            br#"{"body": "\ud800"}"#.to_vec(),
            &[400],
        ),
        (
            "UTF-16",
            "{\"a\": 1}"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            &[400],
        ),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf", body(BODY).as_bytes()].concat(),
            &[400],
        ),
        ("depth without end", deep.clone().into_bytes(), &[400]),
        (
            "depth in what is opaque",
            more(&format!(r#", "extensions": {{"a": {}}}"#, "[".repeat(200))).into_bytes(),
            &[400],
        ),
        (
            "a member named twice",
            more(r#", "kind": "typo", "kind": "fact""#).into_bytes(),
            &[400],
        ),
        (
            "a member named twice, once in disguise",
            more(r#", "kind": "typo", "k\u0069nd": "fact""#).into_bytes(),
            &[400],
        ),
    ]
}

/// Members of a wrong kind, or too large.
fn misshapen() -> Vec<Case> {
    let body = |value: &str| annotation(value, SELECTOR, "");
    let more = |value: &str| annotation(BODY, SELECTOR, value);
    let words = |words: &str| {
        body(&format!(
            r#"[{{"type": "TextualBody", "purpose": "editing", "value": "{words}"}}]"#
        ))
    };
    vec![
        (
            "a number beyond all numbers",
            more(r#", "text_rules": 1e999"#).into_bytes(),
            &[400],
        ),
        (
            "a number that is too large",
            more(r#", "text_rules": 99999999999999999999"#).into_bytes(),
            &[422],
        ),
        (
            "a number that is negative",
            more(r#", "text_rules": -1"#).into_bytes(),
            &[422],
        ),
        (
            "digits without end",
            more(&format!(r#", "text_rules": {}"#, "9".repeat(10_000))).into_bytes(),
            &[400, 422],
        ),
        ("an array", b"[]".to_vec(), &[422]),
        ("a string", b"\"report\"".to_vec(), &[422]),
        ("null", b"null".to_vec(), &[422]),
        ("a body of numbers", body("[1, 2]").into_bytes(), &[422]),
        (
            "a thousand bodies",
            body(&format!(
                "[{}]",
                vec![BODY.trim_matches(['[', ']']); 500].join(",")
            ))
            .into_bytes(),
            &[422],
        ),
        ("a control character", words("\\u0007").into_bytes(), &[422]),
        ("NUL", words("a\\u0000b").into_bytes(), &[422]),
        (
            "too many words",
            words(&"x".repeat(4_001)).into_bytes(),
            &[422],
        ),
    ]
}

/// Selectors, addresses and sources that cannot be.
fn misplaced() -> Vec<Case> {
    let body = |value: &str| annotation(value, SELECTOR, "");
    let selector = |value: &str| annotation(BODY, value, "");
    let more = |value: &str| annotation(BODY, SELECTOR, value);
    vec![
        (
            "a quote of spaces",
            selector(r#"[{"type": "TextQuoteSelector", "exact": " \u00a0 "}]"#).into_bytes(),
            &[422],
        ),
        (
            "a place that ends before it begins",
            selector(r#"[{"type": "TextPositionSelector", "start": 9, "end": 3}]"#).into_bytes(),
            &[422],
        ),
        (
            "a place beyond all texts",
            selector(
                r#"[{"type": "TextPositionSelector", "start": 0, "end": 18446744073709551615}]"#,
            )
            .into_bytes(),
            &[422],
        ),
        (
            "a place between letters",
            selector(r#"[{"type": "TextPositionSelector", "start": 0.5, "end": 2}]"#).into_bytes(),
            &[422],
        ),
        (
            "selectors of no kind",
            selector(r#"{"exact": "teh"}"#).into_bytes(),
            &[422],
        ),
        (
            "an address with a line end",
            more(r#", "contact": {"email": "a@b.example\r\nBcc: c@d.example"}"#).into_bytes(),
            &[422],
        ),
        (
            "an extension that is too large",
            more(&format!(
                r#", "extensions": {{"a": "{}"}}"#,
                "x".repeat(5_000)
            ))
            .into_bytes(),
            &[422],
        ),
        (
            "a source that is no URL",
            body(BODY)
                .replace("https://daily.example.org", "data:text/html,")
                .into_bytes(),
            &[422],
        ),
    ]
}

/// Forms that no page of ours sends.
fn forms() -> Vec<Hostile> {
    let url = "url=https%3A%2F%2Fdaily.example.org%2Fa&";
    let cases: Vec<(&str, String, &'static [u16])> = vec![
        ("nothing", String::new(), &[422]),
        (
            "bytes that are no text",
            format!("{url}comment=%ff%fe"),
            &[422],
        ),
        ("half of a letter", format!("{url}comment=%e2%82"), &[422]),
        (
            "only controls",
            format!("{url}comment=%00%01%07%1b"),
            &[422],
        ),
        ("a field twice", format!("{url}comment=a&comment=b"), &[422]),
        (
            "too many words",
            format!("{url}comment={}", "x".repeat(4_001)),
            &[422],
        ),
        (
            "fields without number",
            format!("{url}{}", "a=b&".repeat(20_000)),
            &[422],
        ),
        (
            "a line end in the address",
            format!("{url}comment=x&email=a%40b.example%0d%0aBcc:+c%40d.example"),
            &[422],
        ),
        (
            "more than a form",
            format!("{url}comment={}", "x".repeat(300_000)),
            &[413],
        ),
    ];
    let forms = cases.into_iter().map(|(name, body, expected)| {
        post(
            &format!("form: {name}"),
            FORM,
            FIELDS,
            body.as_bytes(),
            expected,
        )
    });
    let kinds = [
        post("form: JSON", FORM, JSON, b"{}", &[415]),
        post(
            "form: parts",
            FORM,
            "content-type: multipart/form-data; boundary=x\r\n",
            b"--x--",
            &[415],
        ),
        post("form: no type", FORM, "", b"comment=x", &[415]),
    ];
    forms.chain(kinds).collect()
}

/// Addresses that lead elsewhere than they seem.
fn addresses() -> Vec<Hostile> {
    vec![
        get(
            "a line end in the language",
            "/daily/report?lang=en%0d%0aset-cookie:%20x",
            "",
            &[200],
        ),
        get(
            "a query that is no text",
            "/daily/report?quote=%ff",
            "",
            &[400],
        ),
        get(
            "a query that is half of an escape",
            "/daily/report?quote=%f",
            "",
            &[200],
        ),
        get(
            "a site that is a path",
            "/..%2f..%2fetc%2fpasswd/report",
            "",
            &[404],
        ),
        get("a way up", "/assets/../../etc/passwd", "", &[404]),
        get("a receipt of bytes", "/r/%ff%00", "", &[400, 404]),
        get(
            "a case that is a statement",
            "/api/v1/sites/daily/cases/1'%20or%20'1'='1",
            "",
            &[401, 404],
        ),
        get(
            "a limit beyond all numbers",
            "/api/v1/sites/daily/corrections?limit=99999999999999999999",
            "",
            &[400],
        ),
        get(
            "a cursor of somebody else",
            "/api/v1/sites/daily/corrections?cursor=%5b%5d",
            "",
            &[400],
        ),
        get(
            "a challenge for a foreign article",
            "/api/v1/sites/daily/challenge?url=https://evil.example/",
            "",
            &[400],
        ),
        get(
            "search words of wildcards",
            &format!("/daily/corrections?q={}", "%25_".repeat(2_000)),
            "",
            &[200, 400],
        ),
    ]
}

//! Character references of HTML: named (with and without a semicolon, the longest name wins), decimal and
//! hexadecimal, and the numbers that mean windows-1252. Table and rules: HTML standard, 13.2.5.72 to 13.2.5.80 and 13.5.

use std::sync::OnceLock;

/// The standard's table, one name a line with the code points in hexadecimal, sorted by the bytes of the name.
const TABLE: &str = include_str!("entities.tsv");

/// The code points that the numbers 0x80 to 0x9f stand for.
const WINDOWS_1252: [u32; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
    0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
    0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

/// The longest name of the table, with its semicolon.
const LONGEST: usize = 32;

/// Reads the character reference at the start of `text`, which begins with `&`. Gives the text that it stands for
/// and how many bytes it takes; `None` when it is none and the `&` stands for itself.
pub(crate) fn decode(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix('&')?;
    match rest.strip_prefix('#') {
        Some(number) => numeric(number).map(|(decoded, len)| (decoded, len + 2)),
        None => named(rest).map(|(decoded, len)| (decoded, len + 1)),
    }
}

/// A whole string with its character references decoded.
pub(crate) fn decode_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (decoded, len) = decode(rest).unwrap_or_else(|| ("&".to_owned(), 1));
        out.push_str(&decoded);
        rest = &rest[len..];
    }
    out + rest
}

fn numeric(text: &str) -> Option<(String, usize)> {
    let (digits, radix, skip) = match text.as_bytes().first()? {
        b'x' | b'X' => (&text[1..], 16, 1),
        _ => (text, 10, 0),
    };
    let len = digits
        .bytes()
        .take_while(|b| (*b as char).is_digit(radix))
        .count();
    if len == 0 {
        return None;
    }
    let code = digits[..len].bytes().fold(0u32, |sum, b| {
        let digit = (b as char).to_digit(radix).unwrap_or(0);
        sum.saturating_mul(radix).saturating_add(digit)
    });
    let semicolon = usize::from(digits.as_bytes().get(len) == Some(&b';'));
    Some((character(code).to_string(), skip + len + semicolon))
}

fn character(code: u32) -> char {
    let code = match code {
        0x80..=0x9f => WINDOWS_1252[(code - 0x80) as usize],
        0 => 0xfffd,
        _ => code,
    };
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn named(text: &str) -> Option<(String, usize)> {
    let len = text
        .bytes()
        .take(LONGEST)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let with_semicolon = text.as_bytes().get(len) == Some(&b';');
    let table = table();
    let mut end = len + usize::from(with_semicolon);
    while end > 0 {
        if let Ok(found) =
            table.binary_search_by(|(name, _)| name.as_bytes().cmp(&text.as_bytes()[..end]))
        {
            return Some((table[found].1.clone(), end));
        }
        end -= 1;
    }
    None
}

fn table() -> &'static [(&'static str, String)] {
    static ENTITIES: OnceLock<Vec<(&'static str, String)>> = OnceLock::new();
    ENTITIES.get_or_init(|| {
        let line = |line: &'static str| {
            let (name, codes) = line.split_once('\t')?;
            let code = |code: &str| u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            Some((name, codes.split(' ').filter_map(code).collect()))
        };
        TABLE.lines().filter_map(line).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_as_the_standard_says() {
        let cases = [
            ("&amp;", "&", 5),
            ("&copy2024", "©", 5),
            ("&notit;", "¬", 4),
            ("&notin;", "∉", 7),
            ("&#150;", "–", 6),
            ("&#x2014", "—", 7),
            ("&#0;", "\u{fffd}", 4),
            ("&#99999999999;", "\u{fffd}", 14),
            ("&NotEqualTilde;", "\u{2242}\u{338}", 15),
        ];
        for (source, text, len) in cases {
            assert_eq!(decode(source), Some((text.to_owned(), len)), "{source}");
        }
        for source in ["&", "& ", "&#;", "&#x;", "&unknown;", "&;"] {
            assert_eq!(decode(source), None, "{source}");
        }
    }
}

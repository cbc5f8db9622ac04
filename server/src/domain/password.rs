//! Which passwords may be chosen: long enough, not longer than signing in looks at, and none of those that whoever
//! guesses begins with (NIST SP 800-63B, ASVS 5.0 V6.2). No rule asks for digits or signs.

/// Fewer code points than this are guessed too soon.
pub const SHORTEST: usize = 8;

/// More bytes than this are not looked at; hashing them would be work for nothing.
pub const LONGEST: usize = 1_024;

/// What zxcvbn finds within so many guesses is among the commonest passwords, words and names, or is a row of keys, a
/// date, or one letter over and over.
const FEW_GUESSES: u64 = 100_000;

/// So many code points are looked at; the work grows faster than their number, and so many are never found.
const LOOKED_AT: usize = 64;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is guessed too soon.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// Nobody could sign in with it.
    #[error("a password has at most {LONGEST} bytes")]
    TooLong,
    /// Whoever guesses begins with it.
    #[error("this password is one of the commonest, which are tried first: choose another one")]
    TooCommon,
}

/// Whether a password may be chosen.
///
/// # Errors
/// [`Unfit`] says why not.
pub fn check(password: &str) -> Result<(), Unfit> {
    if password.chars().count() < SHORTEST {
        return Err(Unfit::TooShort);
    }
    if password.len() > LONGEST {
        return Err(Unfit::TooLong);
    }
    let beginning: String = password.chars().take(LOOKED_AT).collect();
    match zxcvbn::zxcvbn(&beginning, &[]).guesses() {
        ..=FEW_GUESSES => Err(Unfit::TooCommon),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_as_people_and_as_machines_count() {
        assert_eq!(check("seven77"), Err(Unfit::TooShort));
        assert_eq!(check("яблоко77"), Ok(()));
        assert_eq!(check(&"two words ".repeat(102)), Ok(()));
        assert_eq!(check(&"два слова ".repeat(60)), Err(Unfit::TooLong));
    }

    #[test]
    fn the_commonest_are_refused_in_any_case_and_nothing_else() {
        for common in [
            "password",
            "PassWord",
            "12345678",
            "qwertyuiop",
            "jennifer",
            "aaaaaaaaaaaaaaaaaaaa",
            "newspaper",
        ] {
            assert_eq!(check(common), Err(Unfit::TooCommon), "{common}");
        }
        for fit in [
            "correct horse battery staple",
            "password of mine",
            "яблоко в саду",
        ] {
            assert_eq!(check(fit), Ok(()), "{fit}");
        }
    }
}

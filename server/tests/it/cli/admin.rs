//! Publications, people and tokens, set up before the first start.

use super::{done, json, run, run_with};

const DAILY: &[&str] = &[
    "site",
    "add",
    "daily",
    "--name",
    "The Daily",
    "--origin",
    "https://daily.example.org/",
    "--json",
];

#[test]
fn a_site_is_made_changed_shown_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let site = json(&done(dir, DAILY));
    assert_eq!(site["origins"][0], "https://daily.example.org");
    assert_eq!(site["connector"]["type"], "none");
    assert_eq!(
        site["text"]["root"],
        "[itemprop=articleBody], article, main, body"
    );

    let again = run(dir, DAILY);
    assert_eq!(
        (again.status, again.err.as_str()),
        (1, "corrigenda: there is a site daily already\n")
    );

    std::fs::create_dir(dir.join("articles")).unwrap();
    let set = [
        "site",
        "set",
        "daily",
        "--name",
        "The Daily Echo",
        "--text-ignore",
        ".ad",
        "--connector",
        "files",
        "--files-root",
        "articles",
        "--files-base",
        "https://daily.example.org/news/",
        "--json",
    ];
    let site = json(&done(dir, &set));
    let root = dir.join("articles").canonicalize().unwrap();
    assert_eq!(site["name"], "The Daily Echo");
    assert_eq!(site["text"]["ignore"], ".ad");
    assert_eq!(site["connector"]["root"], root.to_str().unwrap());
    assert_eq!(site["connector"]["base"], "https://daily.example.org/news");
    assert_eq!(json(&done(dir, &["site", "show", "daily", "--json"])), site);
    assert_eq!(
        json(&done(dir, &["site", "list", "--json"])),
        serde_json::json!([site])
    );

    let named = json(&done(
        dir,
        &["site", "set", "daily", "--name", "Daily", "--json"],
    ));
    assert_eq!(named["connector"], site["connector"]);
    let none = json(&done(
        dir,
        &["site", "set", "daily", "--connector", "none", "--json"],
    ));
    assert_eq!(none["connector"]["type"], "none");
    assert_eq!(none["closed_after_days"], serde_json::Value::Null);
    let caps = ["--reports-per-article", "5", "--closed-after", "30"];
    let capped = [&["site", "set", "daily", "--json"], &caps[..]].concat();
    let capped = json(&done(dir, &capped));
    assert_eq!(capped["reports_per_article"], 5);
    assert_eq!(capped["closed_after_days"], 30);
    let open = ["site", "set", "daily", "--closed-after", "0", "--json"];
    let open = json(&done(dir, &open));
    assert_eq!(open["reports_per_article"], 5, "what is not given stays");
    assert_eq!(open["closed_after_days"], serde_json::Value::Null);

    done(dir, &["site", "remove", "daily"]);
    let gone = run(dir, &["site", "show", "daily"]);
    assert_eq!(
        (gone.status, gone.err.as_str()),
        (1, "corrigenda: there is no site daily\n")
    );
}

#[test]
fn a_site_that_could_not_work_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    done(dir, DAILY);
    for (wrong, says) in [
        (
            &["--origin", "https://daily.example.org/news"][..],
            "is no origin",
        ),
        (&["--origin", "ftp://daily.example.org"], "is no origin"),
        (&["--language", "klingonese-"], "is no language tag"),
        (&["--text-root", "p >> q"], "the text rules cannot be read"),
        (&["--connector", "files"], "needs --files-root"),
        (&["--files-root", "."], "go with --connector files"),
        (
            &[
                "--connector",
                "files",
                "--files-root",
                "missing",
                "--files-base",
                "https://daily.example.org",
            ],
            "missing",
        ),
        (
            &[
                "--connector",
                "files",
                "--files-root",
                ".",
                "--files-base",
                "https://other.example.org",
            ],
            "is not of one of the site's origins",
        ),
    ] {
        let said = run(dir, &[&["site", "set", "daily"], wrong].concat());
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{wrong:?}");
        assert!(said.err.contains(says), "{wrong:?}: {}", said.err);
    }
}

#[test]
fn a_user_is_added_with_a_password_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    done(dir, DAILY);
    let add = [
        "user",
        "add",
        "Ed@Example.org",
        "--role",
        "editor",
        "--site",
        "daily",
        "--json",
    ];
    let said = run_with(dir, &add, "a long password");
    assert_eq!(said.status, 0, "{}", said.err);
    let user = json(&said.out);
    assert_eq!(user["email"], "ed@example.org");
    assert!(!said.out.contains("password"), "{}", said.out);

    let again = run_with(dir, &add, "a long password");
    assert_eq!(
        again.err,
        "corrigenda: there is a user ed@example.org already\n"
    );
    let short = run_with(dir, &["user", "passwd", "ed@example.org"], "short");
    assert_eq!(
        (short.status, short.err.as_str()),
        (1, "corrigenda: a password has at least 8 characters\n")
    );
    let common = run_with(dir, &["user", "passwd", "ed@example.org"], "Princess");
    assert_eq!(common.status, 1);
    assert!(
        common.err.contains("one of the commonest"),
        "{}",
        common.err
    );
    let long = run_with(
        dir,
        &["user", "passwd", "ed@example.org"],
        &"a".repeat(1_025),
    );
    assert_eq!(
        (long.status, long.err.as_str()),
        (1, "corrigenda: a password has at most 1024 bytes\n")
    );
    let changed = run_with(
        dir,
        &["user", "passwd", "ed@example.org"],
        "another password",
    );
    assert_eq!(changed.status, 0, "{}", changed.err);

    assert_eq!(json(&done(dir, &["user", "list", "--json"]))[0], user);
    done(dir, &["user", "remove", "ED@example.org"]);
    assert_eq!(done(dir, &["user", "list", "--json"]), "[]\n");
}

#[test]
fn a_user_of_a_site_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["migrate"]);
    let add = [
        "user",
        "add",
        "ed@example.org",
        "--role",
        "admin",
        "--site",
        "daily",
    ];
    let said = run_with(folder.path(), &add, "a long password");
    assert_eq!(
        (said.status, said.err.as_str()),
        (1, "corrigenda: there is no site daily\n")
    );
}

#[test]
fn a_token_is_shown_once_and_can_be_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    done(dir, DAILY);
    let made = json(&done(
        dir,
        &[
            "token",
            "add",
            "daily",
            "--role",
            "publisher",
            "--name",
            "cms",
            "--json",
        ],
    ));
    let secret = made["token"].as_str().unwrap();
    assert!(secret.len() >= 43, "{secret}");
    let other = done(dir, &["token", "add", "daily", "--role", "editor"]);
    assert_ne!(other.trim(), secret);
    let clash = run(
        dir,
        &["token", "add", "daily", "--role", "editor", "--name", "cms"],
    );
    assert_eq!(
        (clash.status, clash.err.as_str()),
        (1, "corrigenda: daily has a token named cms already\n")
    );

    let listed = done(dir, &["token", "list", "daily", "--json"]);
    assert!(!listed.contains(secret), "{listed}");
    assert_eq!(json(&listed).as_array().unwrap().len(), 2);

    let id = made["id"].as_str().unwrap();
    done(dir, &["token", "revoke", "daily", id]);
    let again = run(dir, &["token", "revoke", "daily", id]);
    assert_eq!(again.status, 1, "{}", again.err);
    assert_eq!(
        json(&done(dir, &["token", "list", "daily", "--json"]))
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn the_form_of_an_article_has_a_code_for_print() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    done(dir, DAILY);
    for what in [&["--embed"][..], &["--qr", "https://daily.example.org/a"]] {
        let early = run(dir, &[&["site", "show", "daily"][..], what].concat());
        assert_eq!(early.status, 0, "{}", early.err);
        let told = "readers do not reach http://127.0.0.1:";
        assert!(early.err.starts_with(told), "{}", early.err);
    }
    std::fs::write(
        dir.join("corrigenda.toml"),
        "public_url = \"https://corrections.example.org\"\n",
    )
    .unwrap();
    let show = |more: &[&str]| {
        let mut arguments = vec!["site", "show", "daily", "--qr"];
        arguments.extend(more);
        run(dir, &arguments)
    };
    let article = "https://daily.example.org/2026/11/a-long-call";
    let link = "https://corrections.example.org/daily/report?url=https%3A%2F%2Fdaily.example.org%2F2026%2F11%2Fa-long-call";

    let shown = show(&[article]);
    assert_eq!(
        (shown.out.lines().next(), shown.err.as_str()),
        (Some(link), "")
    );
    assert!(shown.out.contains("█▀"), "{}", shown.out);
    assert_eq!(json(&show(&[article, "--json"]).out)["link"], link);
    assert!(show(&[article, "--svg", "-"]).out.starts_with("<svg "));
    assert_eq!(show(&[article, "--svg", "code.svg"]).out, "");
    let file = std::fs::read_to_string(dir.join("code.svg")).unwrap();
    assert!(file.starts_with("<svg "), "{file}");

    let foreign = show(&["https://elsewhere.example.org/a"]);
    assert_eq!(foreign.status, 1);
    assert!(foreign.err.contains("origins"), "{}", foreign.err);
    let lonely = run(dir, &["site", "show", "daily", "--svg", "-"]);
    assert_eq!(lonely.status, 2, "a code of what?");
}

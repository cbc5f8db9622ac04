//! What the tests need and a machine with only a Rust toolchain lacks.
//!
//! Everything comes from Debian's packages and the crates registry, and nothing
//! is installed that is there already.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{found, output, program, root, run};

/// A package of Debian's and how to see that it is there.
struct Package {
    name: &'static str,
    is_there: fn() -> bool,
}

const FOR_TESTS: &[Package] = &[
    Package {
        name: "chromium",
        is_there: || found("chromium"),
    },
    Package {
        name: "chromium-driver",
        is_there: || found("chromedriver"),
    },
    Package {
        name: "firefox-esr",
        is_there: || found("firefox-esr"),
    },
    Package {
        name: "postgresql",
        is_there: || Path::new("/usr/lib/postgresql").is_dir(),
    },
    // Letters for the pages in Arabic and Chinese; without them pictures show boxes.
    Package {
        name: "fonts-noto-core",
        is_there: || Path::new("/usr/share/fonts/truetype/noto").is_dir(),
    },
    Package {
        name: "fonts-noto-cjk",
        is_there: || Path::new("/usr/share/fonts/opentype/noto").is_dir(),
    },
    Package {
        name: "nodejs",
        is_there: || found("node"),
    },
    Package {
        name: "npm",
        is_there: || found("npm"),
    },
    // What hurts a running server: traces of its calls, other clocks, and a proxy before several of it.
    Package {
        name: "strace",
        is_there: || found("strace"),
    },
    Package {
        name: "libfaketime",
        is_there: has_faketime,
    },
    Package {
        name: "haproxy",
        is_there: || Path::new("/usr/sbin/haproxy").is_file(),
    },
];

/// What makes up requests for the API, by its version on PyPI.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

const FOR_SCHEMATHESIS: &[Package] = &[
    Package {
        name: "python3",
        is_there: || found("python3"),
    },
    Package {
        name: "python3-venv",
        is_there: || found("python3") && has_venv(),
    },
];

const FOR_BENCHES: &[Package] = &[Package {
    name: "wrk",
    is_there: || found("wrk"),
}];

const FOR_INSTRUCTIONS: &[Package] = &[Package {
    name: "valgrind",
    is_there: || found("valgrind"),
}];

const FOR_EVALUATION: &[Package] = &[
    Package {
        name: "zstd",
        is_there: || found("zstd"),
    },
    Package {
        name: "nodejs",
        is_there: || found("node"),
    },
    Package {
        name: "npm",
        is_there: || found("npm"),
    },
];

/// Everything that `cargo xtask test` runs.
pub(crate) fn for_tests() -> Result<()> {
    packages(FOR_TESTS)?;
    schemathesis()?;
    cargo_deny()
}

/// Everything that `cargo xtask bench` runs.
pub(crate) fn for_benches() -> Result<()> {
    packages(FOR_BENCHES)
}

/// What `cargo xtask bench instructions` counts with.
pub(crate) fn for_instructions() -> Result<()> {
    packages(FOR_INSTRUCTIONS)
}

/// Everything that `cargo xtask eval` runs.
pub(crate) fn for_evaluation() -> Result<()> {
    packages(FOR_EVALUATION)
}

/// Debian keeps it in a folder named after the machine.
fn has_faketime() -> bool {
    let folders = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let mut libraries = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    libraries.any(|library| library.is_file())
}

/// The checker of licences and sources, in the target directory unless the
/// machine has one. It reads a few files a run, so it is built without
/// optimisation, which takes a minute instead of several.
pub(crate) fn cargo_deny() -> Result<()> {
    if found("cargo-deny") || tools().join("bin/cargo-deny").is_file() {
        return Ok(());
    }
    run(program("cargo")
        .args([
            "install",
            "--quiet",
            "cargo-deny",
            "--locked",
            "--version",
            "0.20.2",
        ])
        .args(["--config", "profile.release.opt-level=0"])
        .args(["--config", "profile.release.debug=false"])
        .args(["--config", "profile.release.lto='off'"])
        .args(["--config", "profile.release.strip='none'"])
        .arg("--root")
        .arg(tools())
        .arg("--target-dir")
        .arg(tools().join("build")))?;
    // The built crates are of no further use and weigh half a gigabyte.
    std::fs::remove_dir_all(tools().join("build"))?;
    Ok(())
}

/// Schemathesis in an environment of its own in the target directory.
pub(crate) fn schemathesis() -> Result<()> {
    if schemathesis_program().is_file() {
        return Ok(());
    }
    packages(FOR_SCHEMATHESIS)?;
    let folder = tools().join("schemathesis");
    run(program("python3").args(["-m", "venv"]).arg(&folder))?;
    run(program(folder.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .arg(SCHEMATHESIS))
}

/// Where [`schemathesis`] put it.
pub(crate) fn schemathesis_program() -> PathBuf {
    tools().join("schemathesis/bin/schemathesis")
}

/// Debian splits the module that makes environments off.
fn has_venv() -> bool {
    let asked = program("python3")
        .args(["-c", "import ensurepip, venv"])
        .output();
    asked.is_ok_and(|answer| answer.status.success())
}

/// A program that sees the tools installed here, too.
pub(crate) fn with_tools(name: &str) -> Command {
    let mut command = program(name);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([tools().join("bin")]);
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    command
}

fn tools() -> PathBuf {
    root().join("target/tools")
}

fn packages(wanted: &[Package]) -> Result<()> {
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|package| !(package.is_there)())
        .map(|package| package.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("missing on this machine: {}", missing.join(", "));
    if !found("apt-get") {
        bail!(
            "install {} (by Debian's names) and try again",
            missing.join(", ")
        );
    }
    run(apt_get()?.arg("update"))?;
    run(apt_get()?
        .args(["install", "--yes", "--no-install-recommends"])
        .args(&missing))
}

/// `apt-get`, through sudo for whoever is not root.
fn apt_get() -> Result<Command> {
    let is_root = output(program("id").arg("-u"))?.trim() == "0";
    let mut command = program(if is_root { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]);
    Ok(command)
}

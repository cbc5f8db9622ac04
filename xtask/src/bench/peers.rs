//! The widget beside its peers' published builds, in one run: `e2e/examples/beside_peers.rs` measures.

use std::fs;

use anyhow::Result;

use crate::install;
use crate::shell::{program, root, run as run_program};
use crate::test::build_program;

/// What is measured beside the widget; versions are named so that figures can be made again.
const PEERS: [&str; 2] = ["hypothesis@1.1766.0", "jquery@4.0.0"];

pub(super) fn run() -> Result<()> {
    install::for_tests()?;
    let folder = root().join("target/peers");
    fs::create_dir_all(&folder)?;
    run_program(
        program("npm")
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--no-save",
                "--ignore-scripts",
            ])
            .args(PEERS)
            .current_dir(&folder),
    )?;
    // What a page is sent is the same in every build, and the measuring itself is not what is measured.
    build_program()?;
    run_program(program("cargo").args([
        "build",
        "--locked",
        "--workspace",
        "--example",
        "beside_peers",
    ]))?;
    run_program(
        program(root().join("target/debug/examples/beside_peers")).arg(folder.join("node_modules")),
    )
}

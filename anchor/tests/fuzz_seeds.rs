//! The fuzzer's targets on its committed seeds, and on as many variations of them as `ANCHOR_FUZZ_SECONDS` allows:
//! none by default, so that the tests take no time; `cargo xtask fuzz` sets it.

#[path = "../fuzz/targets/mod.rs"]
mod targets;

use std::time::{Duration, Instant};

fn seeds() -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the seeds are there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| std::fs::read(path).expect("a readable seed"))
        .collect()
}

#[test]
fn every_seed_has_an_answer() {
    let seeds = seeds();
    assert!(seeds.len() > 10);
    seeds.iter().for_each(|seed| targets::run(seed));
}

#[test]
fn variations_of_the_seeds_have_answers() {
    let seconds = std::env::var("ANCHOR_FUZZ_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(0);
    let (end, seeds) = (Instant::now() + Duration::from_secs(seconds), seeds());
    let mut random = Random(
        std::env::var("ANCHOR_FUZZ_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(1),
    );
    let mut runs = 0u64;
    while runs < 200 || Instant::now() < end {
        let input = vary(&seeds, &mut random);
        let kept = input.clone();
        if std::panic::catch_unwind(|| targets::run(&input)).is_err() {
            panic!("run {runs} fails on {:?}", String::from_utf8_lossy(&kept));
        }
        runs += 1;
    }
    println!("{runs} variations");
}

/// A small generator (SplitMix64): the same seed gives the same runs.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % end.max(1)
    }
}

/// A seed with pieces of itself and of others cut, copied and overwritten.
fn vary(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(input.len() + 1);
        let end = (at + random.below(12)).min(input.len());
        match random.below(4) {
            0 => drop(input.drain(at..end)),
            1 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len() + 1);
                let to = (from + random.below(40)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            2 => {
                let piece: Vec<u8> = input[at..end].to_vec();
                let times = random.below(8);
                input.splice(at..at, piece.repeat(times));
            }
            _ => {
                let signs = b"<>&;*_`|[]()!#-\n\r\0\"'{}%~\xf0\x9f";
                input.insert(at, signs[random.below(signs.len())]);
            }
        }
    }
    input
}

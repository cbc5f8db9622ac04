//! Does one piece of the benches' work a number of times, for a tool that counts instructions:
//! `once NAME TIMES`; without arguments it lists the names. `cargo xtask bench instructions` is the way to use it.

#![expect(
    clippy::print_stdout,
    reason = "the list is for the person who started it"
)]

#[path = "../benches/workload/mod.rs"]
mod workload;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        for work in workload::all() {
            println!("{}\t{}", work.name, work.bytes.unwrap_or_default());
        }
        return Ok(());
    };
    let times: u32 = arguments.next().map_or(Ok(1), |times| times.parse())?;
    let all = workload::all();
    let work = all
        .iter()
        .find(|work| work.name == name)
        .ok_or("no such work")?;
    let run = work.ready();
    // The least of all runs: the machine does other things as well.
    let time = |_| {
        let clock = std::time::Instant::now();
        run();
        clock.elapsed().as_secs_f64() * 1e3
    };
    println!(
        "{:.3} ms",
        (0..times).map(time).fold(f64::INFINITY, f64::min)
    );
    Ok(())
}

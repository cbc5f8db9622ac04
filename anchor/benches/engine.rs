//! Speed of the engine: `cargo bench -p corrigenda-anchor`. What each name means is in `workload`.
#![allow(missing_docs)]

mod workload;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn everything(c: &mut Criterion) {
    for work in workload::all() {
        let (group, name) = work.name.split_once('/').unwrap_or(("", &work.name));
        let mut group = c.benchmark_group(group);
        if let Some(bytes) = work.bytes {
            group.throughput(Throughput::Bytes(bytes));
        }
        // Made ready only if it was asked for: a bench may be chosen by its name.
        let ready = std::cell::OnceCell::new();
        group.bench_function(name, |b| {
            let run = ready.get_or_init(|| work.ready());
            b.iter(run);
        });
    }
}

criterion_group!(engine, everything);
criterion_main!(engine);

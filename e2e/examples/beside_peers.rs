//! What the widget costs a page, beside its peers: bytes, the time until it answers, the main thread's work at load
//! and on a selection, on an article of 3,000 words. `cargo xtask bench widget` fetches the peers' published builds
//! and runs this; the first argument is the folder with them.
//!
//! The work is processor time of the page's main thread (Chromium's `TaskDuration` in thread ticks), so that other
//! processes on the machine do not count. A page without any script is measured as well and taken off.

#![allow(clippy::print_stdout, reason = "a measurement is there to be read")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use corrigenda_e2e::{Browser, Demo, Device, until};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

/// Visits to each page; the median counts.
const RUNS: usize = 5;

/// The words that are marked.
const WORDS: &str = "word 40 of the";

/// One way to hear from readers: what stands in the page, and how to see that it answers.
struct Tool {
    name: &'static str,
    head: fn(&Site) -> String,
    ready: &'static str,
}

const TOOLS: [Tool; 4] = [
    Tool {
        name: "nothing",
        head: |_| String::new(),
        ready: "document.readyState === 'complete'",
    },
    Tool {
        name: "Corrigenda",
        head: |site| {
            let (script, key) = (site.demo.at("/corrigenda.js"), &site.demo.site);
            format!("<script async src=\"{script}\" data-site=\"{key}\"></script>")
        },
        ready: "window.corrigenda",
    },
    Tool {
        name: "Hypothesis",
        head: |site| {
            // Its sidebar is of another site, as for its users; that site's own API is not asked.
            let config = json!({"assetRoot": "/peers/hypothesis/", "sidebarAppUrl": format!("http://localhost:{}/sidebar", site.port)});
            format!(
                "<script class=\"js-hypothesis-config\" type=\"application/json\">{config}</script>\
                 <script async src=\"/peers/hypothesis/build/boot.js\"></script>"
            )
        },
        ready: "document.querySelector('hypothesis-sidebar')",
    },
    Tool {
        name: "jQuery",
        head: |_| {
            "<link rel=stylesheet href=\"/own/mistakes.css\"><script src=\"/peers/jquery/dist/jquery.min.js\"></script>\
             <script src=\"/own/mistakes.js\"></script>"
                .to_owned()
        },
        ready: "window.mistakes",
    },
];

/// A script in the manner of the plugins that load jQuery on every page: it is ready for the key when the page is.
const MISTAKES: &str = r##"
jQuery(function ($) {
  var dialog = $('<div id="mistakes-dialog" style="display:none"><div class="text"></div><textarea></textarea><a href="#">Send</a></div>');
  $("body").append(dialog);
  function selected() { return $.trim(String(window.getSelection())); }
  $(document).on("keydown", function (event) {
    if (event.ctrlKey && event.which === 13 && selected()) { dialog.find(".text").text(selected()); dialog.fadeIn(200); }
  });
  $(document).on("mouseup", function () { if (selected()) { $("#mistakes-hint").show(); } });
  dialog.find("a").on("click", function () { $.post("/own/send", { text: dialog.find(".text").text() }); return false; });
  window.mistakes = dialog;
});
"##;

/// The pages' server.
struct Site {
    demo: Demo,
    port: u16,
    peers: PathBuf,
    /// Bytes of scripts and styles that were sent.
    sent: AtomicUsize,
}

/// What one visit showed.
#[derive(Clone, Copy, Default)]
struct Visit {
    bytes: f64,
    ready: f64,
    load: f64,
    selection: f64,
    bytes_after: f64,
    longest: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let peers = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .context("which folder has the peers?")?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let site = Arc::new(Site {
        demo: Demo::start()?,
        port,
        peers,
        sent: AtomicUsize::new(0),
    });
    let router = Router::new()
        .route("/with/{tool}", get(page))
        .route("/sidebar", get(sidebar))
        .route("/peers/{*file}", get(peer))
        .route("/own/{file}", get(own))
        .fallback(async || StatusCode::NO_CONTENT)
        .with_state(Arc::clone(&site));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut visits: BTreeMap<usize, Vec<Visit>> = BTreeMap::new();
    // In turn, so that whatever else the machine does falls on all alike.
    for _ in 0..RUNS {
        for (at, tool) in TOOLS.iter().enumerate() {
            let seen = visit(&site, tool).await.with_context(|| tool.name)?;
            visits.entry(at).or_default().push(seen);
        }
    }
    print(&visits);
    Ok(())
}

async fn visit(site: &Site, tool: &Tool) -> Result<Visit> {
    let browser = Browser::open(Device::Laptop).await?;
    browser
        .protocol("Performance.enable", json!({"timeDomain": "threadTicks"}))
        .await?;
    let watch = format!(
        "window.longest = 0; new PerformanceObserver(list => {{ for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration); }}).observe({{type: 'longtask', buffered: true}});\
         const look = setInterval(() => {{ if ({}) {{ window.readyAt = performance.now(); clearInterval(look); }} }}, 4);",
        tool.ready
    );
    browser
        .protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": watch}),
        )
        .await?;
    site.sent.store(0, Ordering::Relaxed);
    browser
        .go(&format!(
            "http://127.0.0.1:{}/with/{}",
            site.port, tool.name
        ))
        .await?;
    let ready = until(tool.name, async || {
        Ok(browser
            .script("return window.readyAt ?? null", vec![])
            .await?
            .as_f64())
    })
    .await?;
    let load = quiet(&browser).await?;
    let bytes = bytes(site, &browser).await?;
    browser.select(WORDS).await?;
    let all = quiet(&browser).await?;
    let longest = browser
        .script("return window.longest", vec![])
        .await?
        .as_f64()
        .unwrap_or_default();
    let bytes_after = self::bytes(site, &browser).await?;
    browser.close().await?;
    Ok(Visit {
        bytes,
        ready,
        load,
        selection: all - load,
        bytes_after,
        longest,
    })
}

/// Waits until the main thread has no more to do, and gives the milliseconds that it worked so far.
async fn quiet(browser: &Browser) -> Result<f64> {
    let (mut last, mut same) = (-1.0, 0);
    loop {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let metrics = browser
            .protocol("Performance.getMetrics", json!({}))
            .await?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let task = metrics
            .iter()
            .find(|metric| metric["name"] == "TaskDuration");
        let now = task
            .and_then(|metric| metric["value"].as_f64())
            .context("no TaskDuration")?
            * 1000.0;
        // Looking costs a little itself.
        same = if now - last < 2.0 { same + 1 } else { 0 };
        if same == 4 {
            return Ok(now);
        }
        last = now;
    }
}

/// Scripts, styles and data so far, as they travelled: what this server sent, and what the page took from others.
async fn bytes(site: &Site, browser: &Browser) -> Result<f64> {
    let others = "return performance.getEntriesByType('resource').filter(one => !one.name.startsWith(origin)).reduce((sum, one) => sum + one.encodedBodySize, 0)";
    let others = browser
        .script(others, vec![])
        .await?
        .as_f64()
        .unwrap_or_default();
    Ok(others + site.sent.load(Ordering::Relaxed) as f64)
}

fn print(visits: &BTreeMap<usize, Vec<Visit>>) {
    let median = |at: usize, of: fn(&Visit) -> f64| {
        let mut all: Vec<f64> = visits[&at].iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    println!(
        "| | bytes at load | answers after ms | main thread ms at load | ms on a selection | bytes after it | longest task ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (at, tool) in TOOLS.iter().enumerate() {
        let over = |of: fn(&Visit) -> f64| (median(at, of) - median(0, of)).max(0.0);
        println!(
            "| {} | {:.0} | {:.0} | {:.1} | {:.1} | {:.0} | {:.0} |",
            tool.name,
            median(at, |visit| visit.bytes),
            median(at, |visit| visit.ready),
            if at == 0 {
                median(0, |visit| visit.load)
            } else {
                over(|visit| visit.load)
            },
            if at == 0 {
                median(0, |visit| visit.selection)
            } else {
                over(|visit| visit.selection)
            },
            median(at, |visit| visit.bytes_after),
            median(at, |visit| visit.longest),
        );
    }
}

async fn page(State(site): State<Arc<Site>>, Path(tool): Path<String>) -> Response {
    let Some(tool) = TOOLS.iter().find(|known| known.name == tool) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let paragraphs: String = (0..60)
        .map(|paragraph| {
            let words: Vec<String> = (1..=10)
                .map(|word| format!("This is word {} of the article", paragraph * 10 + word))
                .collect();
            format!("<p>{}.</p>", words.join(", "))
        })
        .collect();
    let head = (tool.head)(&site);
    Html(format!("<!doctype html><html lang=en><meta charset=utf-8><title>An article</title>{head}<article><h1>An article</h1>{paragraphs}</article></html>")).into_response()
}

/// The page that Hypothesis has in its sidebar, as the one of its own service is.
async fn sidebar(State(site): State<Arc<Site>>) -> Html<String> {
    let root = format!("http://localhost:{}", site.port);
    let config = json!({"assetRoot": format!("{root}/peers/hypothesis/"), "apiUrl": format!("{root}/none/"), "authDomain": "localhost"});
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Sidebar</title><script class=\"js-hypothesis-config\" type=\"application/json\">{config}</script>\
         <hypothesis-app></hypothesis-app><script src=\"{root}/peers/hypothesis/build/boot.js\"></script>"
    ))
}

async fn peer(State(site): State<Arc<Site>>, Path(file): Path<String>) -> Response {
    if file.contains("..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match std::fs::read(site.peers.join(&file)) {
        Ok(content) => packed(&site, &file, &content),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn own(State(site): State<Arc<Site>>, Path(file): Path<String>) -> Response {
    match file.as_str() {
        "mistakes.js" => packed(&site, &file, MISTAKES.as_bytes()),
        "mistakes.css" => packed(&site, &file, b"#mistakes-dialog { position: fixed; inset: 20% 30%; background: #fff; border: 1px solid #ccc; z-index: 99999; }"),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Every peer is sent as small as ours.
fn packed(site: &Site, name: &str, content: &[u8]) -> Response {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let Ok(body) = encoder.write_all(content).and_then(|()| encoder.finish()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    site.sent.fetch_add(body.len(), Ordering::Relaxed);
    let kind = if name.ends_with(".css") {
        "text/css"
    } else {
        "text/javascript"
    };
    let head = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_ENCODING, "gzip"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (head, body).into_response()
}

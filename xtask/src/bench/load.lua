-- What wrk sends: one report after another, each with its own key and words, or
-- the server's cheapest route. The last line it prints is JSON for the bench.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  what, site, article, sentences = arguments[1], arguments[2], arguments[3], tonumber(arguments[4])
  sent = 0
  run = os.time() .. "-" .. what
end

local report = [[{
  "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "motivation": "editing",
  "body": [{"type": "TextualBody", "purpose": "editing", "value": "the"},
           {"type": "TextualBody", "purpose": "commenting", "value": "Report %s"}],
  "target": {"source": "%s", "selector": [{"type": "TextQuoteSelector",
    "prefix": "Sentence %d has ", "exact": "teh", "suffix": " mistake %d in it."}]},
  "kind": "typo"}]]

function request()
  if what == "cheapest" then
    return wrk.format("GET", "/healthz")
  end
  sent = sent + 1
  local key = run .. "-" .. number .. "-" .. sent
  local sentence = (sent * 7 + number) % sentences
  return wrk.format("POST", "/api/v1/sites/" .. site .. "/reports",
    {["Content-Type"] = "application/json", ["Idempotency-Key"] = key},
    string.format(report, key, article, sentence, sentence))
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('{"rate": %.1f, "p50": %.3f, "p99": %.3f, "failed": %d}',
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end

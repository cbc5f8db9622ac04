-- What wrk sends. The first argument says what: `report` reports about words of
-- articles that no report was about before, `get` the paths that follow in turn,
-- `comment` comments for Isso. The last line it prints is JSON for the bench.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  what = arguments[1]
  rest = {}
  for at = 2, #arguments do rest[at - 1] = arguments[at] end
  sent = 0
  run = os.time() .. "-" .. tostring(math.random(1e9))
end

local head = { ["Content-Type"] = "application/json" }

-- The sentences are those that the bench writes into its articles, all of one length.
local function sentence(at, article)
  return string.format("Sentence %04d of story %04d has teh mistake in it.", at, article)
end

local words = [[{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "motivation": "editing",
  "body": [{"type": "TextualBody", "purpose": "editing", "value": "%s%d"},
           {"type": "TextualBody", "purpose": "commenting", "value": "Report %s: as anybody can see"}],
  "target": {"source": "https://bench.example.org/article-%d", "selector": [
    {"type": "TextQuoteSelector", "prefix": "%s", "exact": "%s", "suffix": "%s"},
    {"type": "TextPositionSelector", "start": %d, "end": %d}]},
  "kind": "typo"}]]

-- The words of a sentence, each with where it begins and where what follows it does; first the one that is wrong.
local function places(text)
  local found = {}
  for first, word, after in string.gmatch(text, "()(%w+)()") do
    table.insert(found, word == "teh" and 1 or #found + 1, { first, word, after })
  end
  return found
end

-- Every sentence of every article in turn, and then their next words. Threads take them in turn.
local function report()
  local site, articles, sentences = rest[1], tonumber(rest[2]), tonumber(rest[3])
  local one = tonumber(rest[4]) + sent * tonumber(rest[5]) + number
  local article, at = one % articles, math.floor(one / articles) % sentences
  local text = sentence(at, article)
  local first, word, after
  local round = math.floor(one / articles / sentences)
  if round == 0 then
    first, after = string.find(text, "teh", 1, true)
    word, after = "teh", after + 1
  else
    local all = places(text)
    first, word, after = unpack(all[round % #all + 1])
  end
  local start = at * (#text + 1) + first - 1
  local key = run .. "-" .. number .. "-" .. sent
  head["Idempotency-Key"] = key
  return wrk.format("POST", "/api/v1/sites/" .. site .. "/reports", head,
    string.format(words, word, one, key, article, string.sub(text, 1, first - 1), word, string.sub(text, after),
      start, start + #word))
end

local function comment()
  local key = run .. "-" .. number .. "-" .. sent
  return wrk.format("POST", "/new?uri=%2Farticle-" .. sent % 500, head,
    string.format([[{"author": null, "email": null, "website": null, "parent": null, "title": "An article",
      "text": "Comment %s: Sentence has teh mistake in it, as anybody can see"}]], key))
end

local function get()
  local token = rest[1]
  local path = rest[2 + sent % (#rest - 1)]
  return wrk.format("GET", path, { ["Authorization"] = "Bearer " .. token })
end

function request()
  sent = sent + 1
  if what == "report" then return report() end
  if what == "comment" then return comment() end
  return get()
end

function done(summary, latency)
  local errors, furthest = summary.errors, 0
  for _, thread in ipairs(threads) do furthest = math.max(furthest, thread:get("sent")) end
  print(string.format('{"rate": %.1f, "p50": %.3f, "p99": %.3f, "answers": %d, "failed": %d, "places": %d}',
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.requests,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, (furthest + 1) * #threads))
end

package dev.firstword.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** HTTP requests of every route, changed at random: in the head, in the body, or in both. */
public final class FuzzedRequests {

  private static final int MAX_BYTES = 256 * 1024;

  /** A PNG of one pixel. */
  private static final String IMAGE =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
          + "rkJggg==";

  private static final String CHAT =
      "{\"message\":\"Hello, what is 17 times 3?\",\"profile\":\"chat\",\"priority\":\"speed\","
          + "\"max_ttft_ms\":900,\"summary\":\"auto\",\"thinking\":\"low\",\"temperature\":0.5,"
          + "\"max_tokens\":50,\"stop\":[\"END\"]}";

  private static final String CHAT_WITH_PARTS =
      "{\"message\":[{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":\"image\",\"data\":\""
          + IMAGE
          + "\",\"name\":\"a.png\"}],\"conversation_id\":\"conv_x\",\"tool_choice\":\"auto\","
          + "\"tools\":[{\"name\":\"t\",\"description\":\"d\",\"parameters\":{\"type\":\"object\","
          + "\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\"]}}}}],"
          + "\"response_format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":"
          + "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"integer\"}}}}}";

  /** Bodies of the APIs that are compatible with those of providers. */
  private static final String MESSAGES =
      """
      {"model":"claude-sonnet-4-6","max_tokens":50,"stream":true,"system":[{"type":"text","text":"s"}],
       "messages":[{"role":"user","content":[{"type":"text","text":"What is 17 times 3?"}]},
       {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"t","input":{}}]},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"51"}]}],
       "tools":[{"name":"t","description":"d","input_schema":{"type":"object"}}],"top_p":0.5}
      """;

  private static final String CHAT_COMPLETIONS =
      """
      {"model":"claude-sonnet-4-6","max_tokens":50,"stream":true,"stream_options":{"include_usage":true},
       "messages":[{"role":"system","content":"s"},{"role":"user","content":"What is 17 times 3?"},
       {"role":"assistant","tool_calls":[{"id":"call_1","type":"function",
       "function":{"name":"t","arguments":"{}"}}]},
       {"role":"tool","tool_call_id":"call_1","content":"51"}],"temperature":0.5,"stop":["END"],
       "tools":[{"type":"function","function":{"name":"t","parameters":{"type":"object"}}}]}
      """;

  private static final String RESPONSES =
      """
      {"model":"claude-sonnet-4-6","max_output_tokens":50,"stream":true,"instructions":"s","store":false,
       "input":[{"role":"user","content":[{"type":"input_text","text":"What is 17 times 3?"}]},
       {"type":"function_call","call_id":"call_1","name":"t","arguments":"{}"},
       {"type":"function_call_output","call_id":"call_1","output":"51"}],
       "tools":[{"type":"function","name":"t","parameters":{"type":"object"}}],
       "reasoning":{"effort":"low"}}
      """;

  /** Headers that the server reads, each of which may be added. */
  private static final List<String> HEADERS =
      List.of(
          "Last-Event-ID: 3",
          "Idempotency-Key: key-1",
          "Accept-Encoding: gzip;q=0.5, br, *;q=0",
          "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "Origin: http://here",
          "Sec-Fetch-Site: same-origin",
          "Authorization: Bearer fw_abc_def",
          "Expect: 100-continue",
          "Connection: keep-alive, upgrade",
          "Upgrade: h2c",
          "HTTP2-Settings: AAMAAABkAAQAAP__",
          "Transfer-Encoding: chunked",
          "Content-Length: 7",
          "Range: bytes=0-1",
          "If-None-Match: \"x\"",
          "X-Forwarded-For: 1.2.3.4",
          "Cookie: a=b");

  private record Good(String method, String target, String mediaType, String body) {}

  private static final List<Good> GOOD = good();

  private FuzzedRequests() {}

  private static List<Good> good() {
    List<Good> all = new ArrayList<>();
    for (String target :
        List.of(
            "/",
            "/index.html",
            "/conversations/conv_x",
            "/healthz",
            "/readyz",
            "/metrics",
            "/v1/models",
            "/api/about",
            "/api/unknown",
            "/api/conversations?limit=10&before=conv_x",
            "/api/conversations/conv_x?limit=5&before=msg_x",
            "/api/conversations/conv_x/attachments/" + "0".repeat(64),
            "/api/documents?limit=10",
            "/api/documents/doc_x",
            "/api/jobs/job_x",
            "/api/turns/turn_x",
            "/api/turns/turn_x/stream?last_event_id=2",
            "/api/latency?window=10m",
            "/api/latency/turns?window=1h&limit=5",
            "/api/latency/turns/turn_x",
            "/api/latency/history?window=1h",
            "/api/latency/diagnosis?window=1h",
            "/api/latency/alerts",
            "/api/lab",
            "/api/doctor/probe?events=2&interval_ms=1")) {
      all.add(new Good("GET", target, "", ""));
    }
    all.add(new Good("HEAD", "/", "", ""));
    all.add(new Good("OPTIONS", "*", "", ""));
    all.add(new Good("DELETE", "/api/conversations/conv_x", "", ""));
    all.add(new Good("DELETE", "/api/documents/doc_x", "", ""));
    all.add(post("/api/turns/turn_x/cancel", ""));
    all.add(post("/api/turns/turn_x/answer_now", ""));
    all.add(post("/api/jobs/job_x/cancel", ""));
    all.add(
        post(
            "/api/turns/turn_x/tool_results",
            "{\"results\":[{\"id\":\"call_1\",\"content\":\"{\\\"a\\\":1}\",\"is_error\":false}]}"));
    all.add(post("/api/chat/stream", CHAT));
    all.add(post("/api/chat/stream?strict", CHAT));
    all.add(post("/api/chat/stream", CHAT_WITH_PARTS));
    all.add(post("/v1/messages", MESSAGES));
    all.add(post("/v1/messages/count_tokens", MESSAGES));
    all.add(post("/v1/chat/completions", CHAT_COMPLETIONS));
    all.add(post("/v1/responses", RESPONSES));
    all.add(post("/v1/responses/input_tokens", RESPONSES));
    all.add(post("/api/jobs", CHAT));
    all.add(post("/api/jobs", CHAT_WITH_PARTS));
    all.add(post("/api/prepare", "{\"conversation_id\":\"c\",\"draft\":\"Hel\"}"));
    all.add(post("/api/search", "{\"query\":\"capybara grass\",\"limit\":5}"));
    all.add(post("/api/documents", "{\"title\":\"T\",\"text\":\"A text.\",\"source\":\"s\"}"));
    all.add(new Good("POST", "/api/documents?title=x&source=y", "text/plain", "A text."));
    all.add(new Good("POST", "/api/documents?title=%20", "text/plain", "Another."));
    all.add(
        post(
            "/api/vitals",
            "{\"turn_id\":\"turn_x\",\"click_to_first_text_ms\":12.5,\"duplicate_clicks\":1,"
                + "\"abandoned\":true}"));
    all.add(new Good("PUT", "/api/lab", "application/json", "{\"phases\":{\"history\":5}}"));
    return all;
  }

  private static Good post(String target, String body) {
    return new Good("POST", target, "application/json", body);
  }

  /** Returns the bytes of a request that was changed at random. It may be incomplete. */
  public static byte[] next(Random random) {
    Good good = GOOD.get(random.nextInt(GOOD.size()));
    Mutator mutator = new Mutator(random, MAX_BYTES);
    byte[] body = good.body.getBytes(UTF_8);
    int kind = random.nextInt(4);
    if (kind == 0 && body.length > 0) {
      body = mutator.mutate(body); // What it holds, in a valid frame.
    }
    byte[] whole = join(head(good, body.length, random).getBytes(UTF_8), body);
    return switch (kind) {
      case 0 -> whole;
      case 1 -> join(mutator.mutate(head(good, body.length, random).getBytes(UTF_8)), body);
      case 2 -> mutator.mutate(join(whole, next(random))); // Pipelined.
      default -> mutator.mutate(whole);
    };
  }

  private static String head(Good good, int length, Random random) {
    StringBuilder head = new StringBuilder(good.method + " " + good.target + " HTTP/1.1\r\n");
    head.append("Host: here\r\n");
    if (!good.mediaType.isEmpty()) {
      head.append("Content-Type: ").append(good.mediaType).append("\r\n");
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      head.append(HEADERS.get(random.nextInt(HEADERS.size()))).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length + second.length);
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.size() > MAX_BYTES
        ? Arrays.copyOf(joined.toByteArray(), MAX_BYTES)
        : joined.toByteArray();
  }
}

package dev.firstword.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.firstword.core.routing.ComplexityRules;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.testing.RsaPublicKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every declared setting has a documented row, an effect and a pinned default. A new setting needs
 * a value in {@code every-setting.yml} or {@code other-settings.yml}.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SettingsCatalogTest {

  private static final Path REFERENCE = Path.of("../../docs/configure.md");
  private static final List<String> EXAMPLES = List.of("every-setting.yml", "other-settings.yml");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PROVIDER_KEY", "key",
          "SECRET", "secret",
          "SIGNING_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "TOKEN_SECRET", "a secret of at least thirty-two bytes");

  /** What each tree was read as: the tests read the same ones, of which there are hundreds. */
  private static final Map<JsonNode, Outcome> OUTCOMES = new HashMap<>();

  @TempDir static Path folder;

  @BeforeAll
  static void writeIssuerKey() throws IOException {
    byte[] key = RsaPublicKeys.ofBits(2048).getEncoded();
    Files.writeString(
        folder.resolve("issuer.pem"),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n");
  }

  @Test
  void documentationHasTheDeclaredSettings() throws IOException {
    String page = Files.readString(REFERENCE);

    String section =
        page.substring(
            page.indexOf("<!-- settings:begin -->") + "<!-- settings:begin -->\n".length(),
            page.indexOf("<!-- settings:end -->"));

    assertThat(section)
        .as("docs/configure.md differs from the declarations; run scripts/settings-reference")
        .isEqualTo(SettingsCatalog.toMarkdown());
  }

  @Test
  void everySettingHasAnEffect() {
    Set<String> effective = new TreeSet<>();
    for (String example : EXAMPLES) {
      JsonNode tree = parse(example);
      Outcome whole = read(tree);
      assertThat(whole).isInstanceOf(Outcome.Valid.class);
      for (Place place : places(tree)) {
        if (!read(place.without(tree)).equals(whole)) {
          effective.add(place.pattern());
        }
      }
    }

    assertThat(effective).containsExactlyInAnyOrderElementsOf(declaredKeys());
  }

  @Test
  void onlyRequiredSettingsAreMissed() {
    JsonNode tree = parse(EXAMPLES.getFirst());
    Set<String> missed = new TreeSet<>();
    for (Place place : places(tree)) {
      if (read(place.without(tree)) instanceof Outcome.Invalid(String message)
          && message.equals(place.path() + " is missing")) {
        missed.add(place.pattern());
      }
    }

    assertThat(missed)
        .containsAll(
            SettingsCatalog.settings()
                .filter(setting -> setting.defaultValue() instanceof SettingDefault.Required)
                .map(Setting::key)
                .filter(key -> !key.equals("auth.jwt[].algorithms"))
                .toList());
  }

  /** Stating a declared default has no effect. */
  @Test
  void declaredDefaultsApply() {
    Set<String> wrong = new TreeSet<>();
    for (String example : EXAMPLES) {
      JsonNode tree = parse(example);
      for (Place place : places(tree)) {
        Setting<?> setting = declared(place.pattern());
        if (setting.defaultValue() instanceof SettingDefault.Value<?> value
            && !read(place.with(tree, parseValue(value.text())))
                .equals(read(place.without(tree)))) {
          wrong.add(place.pattern());
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  /** Lists every default in one place, so that a default is never changed by accident. */
  @Test
  void pinsDefaults() {
    String defaults =
        SettingsCatalog.settings()
            .filter(setting -> setting.defaultValue() instanceof SettingDefault.Value)
            .map(setting -> setting.key() + ": " + setting.defaultValue().text())
            .collect(Collectors.joining("\n", "", "\n"));

    assertThat(defaults)
        .isEqualTo(
            """
            host: 127.0.0.1
            port: 8080
            max_request_bytes: 1048576
            shutdown_timeout: 25s
            http.h2c: false
            cors.allow_credentials: false
            cors.max_age: 10m
            attachments.max_bytes: 5242880
            attachments.max_total_bytes: 20971520
            attachments.max_count: 20
            attachments.keep_metadata: false
            compatible_apis.max_tokens: 8192
            compatible_apis.max_tokens_limit: 64000
            compatible_apis.max_request_bytes: 33554432
            storage: sqlite
            data: data
            postgresql.pool_size: 10
            cluster: none
            retention.idempotency_keys: 24h
            retention.turn_logs: 30d
            providers[].background: false
            providers[].cache_diagnostics: true
            models[].relative_cost: 1
            models[].ttft_ms.p50: 700
            models[].ttft_ms.p99: 2000
            models[].tokens_per_second: 50
            profiles.NAME.allow_system_override: true
            profiles.NAME.max_tokens: 4096
            profiles.NAME.history_tokens: 16000
            profiles.NAME.max_passages: 5
            profiles.NAME.cache.ttl: auto
            profiles.NAME.cache.keep_warm: true
            profiles.NAME.notice_after: 5s
            profiles.NAME.mid_answer_notice_after: 2s
            profiles.NAME.first_token_timeout: 30s
            profiles.NAME.idle_timeout: 20s
            profiles.NAME.total_timeout: 10m
            profiles.NAME.disconnect_grace: 30s
            profiles.NAME.unsupported_options: translate
            profiles.NAME.on_refusal: fallback
            profiles.NAME.inputs[].required: false
            profiles.NAME.inputs[].multiline: false
            profiles.NAME.expected_tokens.p50: 300
            profiles.NAME.expected_tokens.p99: 1500
            profiles.NAME.summary_min_tokens: 500
            profiles.NAME.thinking_display: headline
            profiles.NAME.tools.timeout: 1m
            profiles.NAME.tools.max_steps: 25
            profiles.NAME.follow_up: queue
            routing.hedge.rate: 0.05
            routing.hedge.allow_pinned: false
            routing.overdue_factor: 3
            routing.min_overdue_threshold: 2s
            routing.max_rounds: 4
            routing.complexity.simple_below_words: 10
            routing.complexity.complex_above_words: 50
            routing.classifier.budget: 300ms
            retrieval.embedding.timeout: 2s
            retrieval.reranking.api_format: cohere
            retrieval.reranking.timeout: 2s
            retrieval.similarity_threshold: 0.95
            jobs.max_concurrent: 16
            jobs.max_queued: 10000
            jobs.max_queued_per_tenant: 8000
            jobs.max_attempts: 3
            webhooks.allow_private_addresses: false
            auth.jwt[].tenant_claim: tenant
            auth.jwt[].user_claim: sub
            auth.jwt[].role_claim: role
            limits.unauthenticated_per_address: 256
            diagnosis.interval: 30s
            telemetry.otlp.timeout: 10s
            telemetry.otlp.sampling_rate: 1
            log.format: text
            log.turns: failed
            log.show_users: false
            audit.max_bytes: 100000000
            latency_injection.enabled: false
            latency_injection.sequential: false
            """);
  }

  private static Set<String> declaredKeys() {
    return SettingsCatalog.settings()
        .map(Setting::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Setting<?> declared(String key) {
    return SettingsCatalog.settings()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** What a configuration is read as. */
  private sealed interface Outcome {

    /** Valid settings. Patterns are compared by their text, which they do not do themselves. */
    record Valid(Settings settings, List<String> patterns) implements Outcome {}

    record Invalid(String message) implements Outcome {}
  }

  private static Outcome read(JsonNode tree) {
    return OUTCOMES.computeIfAbsent(tree, SettingsCatalogTest::readFile);
  }

  private static Outcome readFile(JsonNode tree) {
    try {
      Path file = folder.resolve("firstword.yml");
      Files.writeString(file, YAML.writeValueAsString(tree));
      Settings settings = new SettingsReader(ENVIRONMENT).read(file);
      RoutingRules rules = settings.routing();
      ComplexityRules words = rules.complexity();
      List<String> patterns = new ArrayList<>();
      words.greetings().forEach(pattern -> patterns.add("greeting " + pattern));
      words.signals().forEach(pattern -> patterns.add("signal " + pattern));
      RoutingRules comparable =
          new RoutingRules(
              rules.hedging(),
              new ComplexityRules(
                  words.simpleBelowWords(), words.complexAboveWords(), List.of(), List.of()),
              rules.classifier(),
              rules.maxRounds(),
              rules.overdueFactor(),
              rules.minOverdueThreshold());
      return new Outcome.Valid(settings.toBuilder().routing(comparable).build(), patterns);
    } catch (SettingsException e) {
      return new Outcome.Invalid(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String resource) {
    try (InputStream stream =
        Objects.requireNonNull(SettingsCatalogTest.class.getResourceAsStream("/" + resource))) {
      return YAML.readTree(new String(stream.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parseValue(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A place in a configuration where a setting is given.
   *
   * @param pattern the declared key
   * @param path the path in error messages
   * @param steps names and positions from the root
   */
  private record Place(String pattern, String path, List<Object> steps) {

    JsonNode without(JsonNode tree) {
      JsonNode copy = tree.deepCopy();
      ((ObjectNode) parent(copy)).remove((String) steps.getLast());
      return copy;
    }

    JsonNode with(JsonNode tree, JsonNode value) {
      JsonNode copy = tree.deepCopy();
      ((ObjectNode) parent(copy)).set((String) steps.getLast(), value);
      return copy;
    }

    private JsonNode parent(JsonNode root) {
      JsonNode node = root;
      for (Object step : steps.subList(0, steps.size() - 1)) {
        node = step instanceof String name ? node.get(name) : node.get((Integer) step);
      }
      return node;
    }
  }

  private static List<Place> places(JsonNode tree) {
    List<Place> places = new ArrayList<>();
    collect(tree, List.of(), places);
    return places;
  }

  private static void collect(JsonNode node, List<Object> steps, List<Place> places) {
    String pattern = pattern(steps);
    if (declaredKeys().contains(pattern)) {
      places.add(new Place(pattern, path(steps), steps));
    } else if (node instanceof ObjectNode) {
      Set<String> names = new LinkedHashSet<>();
      node.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> collect(node.get(name), append(steps, name), places));
    } else if (node instanceof ArrayNode) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), append(steps, i), places);
      }
    } else {
      throw new AssertionError(path(steps) + " is no declared setting");
    }
  }

  private static List<Object> append(List<Object> steps, Object step) {
    List<Object> all = new ArrayList<>(steps);
    all.add(step);
    return all;
  }

  private static String path(List<Object> steps) {
    return steps.stream()
        .map(step -> step instanceof Integer ? "[" + step + "]" : "." + step)
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static String pattern(List<Object> steps) {
    String key = path(steps).replaceAll("\\[\\d+]", "[]");
    return Pattern.compile("^(profiles|tenants)\\.[^.]+|^(latency_injection\\.delay)\\.[^.]+")
        .matcher(key)
        .replaceFirst(
            found -> found.group(1) == null ? found.group(2) + ".PHASE" : found.group(1) + ".NAME")
        .replaceFirst("\\.phases\\.[^.]+", ".phases.PHASE");
  }
}

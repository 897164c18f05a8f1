package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.required;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.app.config.RetrievalSettings.Embedding;
import dev.firstword.app.config.RetrievalSettings.Reranking;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.ModelEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Reads the {@code retrieval} section: embedding, reranking and reuse of search results. */
final class RetrievalSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Retrieval", "retrieval.");

  private static final SettingType<Duration> TIMEOUT =
      SettingType.duration(Duration.ofMillis(1), Duration.ofSeconds(60));

  private static final Setting<URI> EMBEDDING_URL =
      SECTION.declare(
          "embedding.base_url", SettingType.HTTP_URL, none(), "Address of the embedding service.");
  private static final Setting<String> EMBEDDING_MODEL =
      SECTION.declare("embedding.model", SettingType.NAME, required(), "Embedding model.");
  private static final SecretSetting EMBEDDING_API_KEY =
      SECTION.declareSecret(
          "embedding.api_key",
          "API key of the embedding service.",
          "Environment variable that holds the API key.");
  private static final Setting<Integer> DIMENSIONS =
      SECTION.declare(
          "embedding.dimensions",
          SettingType.integer(1, 16_384),
          described("all"),
          "Length to which vectors are truncated.");
  private static final Setting<String> EMBEDDING_REGION =
      SECTION.declare(
          "embedding.region",
          SettingType.NAME,
          none(),
          "Where the model answers. Those who require another region search by words only.");
  private static final Setting<Duration> EMBEDDING_TIMEOUT =
      SECTION.declare(
          "embedding.timeout",
          TIMEOUT,
          value(RetrievalSettings.DEFAULT_TIMEOUT),
          "Timeout for embedding a question; a batch of document passages may take 30 s.");
  private static final Setting<URI> RERANKING_URL =
      SECTION.declare(
          "reranking.base_url", SettingType.HTTP_URL, none(), "Address of the reranking service.");
  private static final Setting<String> RERANKING_MODEL =
      SECTION.declare(
          "reranking.model",
          SettingType.TEXT,
          described("required for `cohere`"),
          "Reranking model.");
  private static final Setting<ApiFormat> API_FORMAT =
      SECTION.declare(
          "reranking.api_format",
          SettingType.choice(ApiFormat.class),
          value(ApiFormat.COHERE),
          "`cohere` (`POST /v1/rerank`: Cohere, Jina, vLLM) or `tei` (`POST /rerank`).");
  private static final SecretSetting RERANKING_API_KEY =
      SECTION.declareSecret(
          "reranking.api_key",
          "API key of the reranking service.",
          "Environment variable that holds the API key.");
  private static final Setting<String> RERANKING_REGION =
      SECTION.declare(
          "reranking.region",
          SettingType.NAME,
          none(),
          "Where the model answers. For those who require another region, nothing is reranked.");
  private static final Setting<Duration> RERANKING_TIMEOUT =
      SECTION.declare(
          "reranking.timeout",
          TIMEOUT,
          value(RetrievalSettings.DEFAULT_TIMEOUT),
          "Timeout for reranking.");
  private static final Setting<Double> SIMILARITY_THRESHOLD =
      SECTION.declare(
          "similarity_threshold",
          SettingType.number(0.5, 1),
          value(RetrievalSettings.DEFAULTS.similarityThreshold()),
          "Cosine similarity above which a question reuses what an earlier one found.");

  private final Map<String, String> environment;

  RetrievalSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  RetrievalSettings read(SettingsNode root) {
    return new RetrievalSettings(
        root.at("retrieval.embedding").isPresent() ? embedding(root) : null,
        root.at("retrieval.reranking").isPresent() ? reranking(root) : null,
        SIMILARITY_THRESHOLD.read(root));
  }

  private Embedding embedding(SettingsNode root) {
    return new Embedding(
        new ModelEndpoint(
            EMBEDDING_URL.readRequired(root),
            EMBEDDING_MODEL.read(root),
            EMBEDDING_API_KEY.read(root, environment),
            EMBEDDING_TIMEOUT.read(root)),
        DIMENSIONS.readOrNull(root),
        EMBEDDING_REGION.readOrNull(root));
  }

  private Reranking reranking(SettingsNode root) {
    ApiFormat apiFormat = API_FORMAT.read(root);
    return new Reranking(
        new ModelEndpoint(
            RERANKING_URL.readRequired(root),
            apiFormat == ApiFormat.TEI
                ? RERANKING_MODEL.read(root, "tei")
                : RERANKING_MODEL.readRequired(root),
            RERANKING_API_KEY.read(root, environment),
            RERANKING_TIMEOUT.read(root)),
        apiFormat,
        RERANKING_REGION.readOrNull(root));
  }
}

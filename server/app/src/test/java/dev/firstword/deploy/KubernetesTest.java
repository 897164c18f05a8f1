package dev.firstword.deploy;

import static dev.firstword.deploy.Yaml.DEPLOY;
import static dev.firstword.deploy.Yaml.stream;
import static dev.firstword.deploy.Yaml.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.app.wiring.Firstword;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The objects of {@code deploy/kubernetes}, as Kustomize renders them. {@code make test-deploy}
 * renders them again and compares.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
final class KubernetesTest {

  /** The objects' types in the API of Kubernetes, by version and kind. */
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "v1/Namespace", Namespace.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "v1/Service", Service.class,
          "v1/ConfigMap", ConfigMap.class,
          "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
          "apps/v1/Deployment", Deployment.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

  private static final Duration TIME_TO_END_CUT_TURNS = Duration.ofSeconds(6);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "cluster"})
  void everyFieldExistsInTheApi(String overlay) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (JsonNode object : rendered(overlay)) {
      Class<?> type =
          TYPES.get(object.path("apiVersion").asText() + "/" + object.path("kind").asText());
      assertThat(type).as("type of %s", object.path("kind")).isNotNull();

      // The types keep unknown fields, so they are written again: what the API knows has a place
      // there.
      Object typed = mapper.treeToValue(object, type);

      assertThat(UnknownFields.of(typed)).as(object.path("kind").asText()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "cluster"})
  void everyReferenceHasItsObject(String overlay) {
    JsonNode deployment = one(overlay, "Deployment");
    JsonNode template = deployment.at("/spec/template");
    JsonNode labels = template.at("/metadata/labels");
    JsonNode pod = template.path("spec");
    JsonNode container = pod.at("/containers/0");

    assertThat(contains(labels, deployment.at("/spec/selector/matchLabels"))).isTrue();
    assertThat(contains(labels, one(overlay, "Service").at("/spec/selector"))).isTrue();
    assertThat(texts(container.path("ports"), "name"))
        .contains(one(overlay, "Service").at("/spec/ports/0/targetPort").asText());
    assertThat(one(overlay, "ServiceAccount").at("/metadata/name"))
        .isEqualTo(pod.path("serviceAccountName"));
    assertThat(texts(container.path("volumeMounts"), "name"))
        .containsExactlyInAnyOrderElementsOf(texts(pod.path("volumes"), "name"));
    assertThat(volume(pod, "settings").at("/configMap/name"))
        .isEqualTo(one(overlay, "ConfigMap").at("/metadata/name"));
    JsonNode claim = volume(pod, "data").at("/persistentVolumeClaim/claimName");
    if (!claim.isMissingNode()) {
      assertThat(claim).isEqualTo(one(overlay, "PersistentVolumeClaim").at("/metadata/name"));
    }
    for (JsonNode object : rendered(overlay)) {
      if (!object.path("kind").asText().equals("Namespace")) {
        assertThat(object.at("/metadata/namespace"))
            .isEqualTo(one(overlay, "Namespace").at("/metadata/name"));
      }
    }
  }

  @Test
  void theClusterScalesAndLimitsDisruptionsOfItsOwnPods() {
    JsonNode deployment = one("cluster", "Deployment");
    JsonNode autoscaler = one("cluster", "HorizontalPodAutoscaler").path("spec");

    assertThat(autoscaler.at("/scaleTargetRef/name")).isEqualTo(deployment.at("/metadata/name"));
    assertThat(autoscaler.at("/metrics/0/pods/metric/name").asText())
        .as("MetricsTest expects it from the server")
        .isEqualTo("firstword_active_turns");
    assertThat(deployment.at("/spec/replicas").isMissingNode())
        .as("the autoscaler sets them")
        .isTrue();
    assertThat(
            contains(
                deployment.at("/spec/template/metadata/labels"),
                one("cluster", "PodDisruptionBudget").at("/spec/selector/matchLabels")))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "cluster"})
  void theServerAcceptsItsSettings(String overlay) throws IOException {
    Settings settings = settings(overlay);

    assertThat(settings.tokenIssuers()).as("without one, it does not start").hasSize(1);
    assertThat(settings.data()).isEqualTo(Path.of("/data"));
    assertThat(settings.providers()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "cluster"})
  void runningAnswersHaveTimeToFinish(String overlay) throws IOException {
    JsonNode pod = one(overlay, "Deployment").at("/spec/template/spec");
    Duration before =
        Duration.ofSeconds(pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong());

    assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
        .isGreaterThan(
            before.plus(settings(overlay).shutdownTimeout()).plus(TIME_TO_END_CUT_TURNS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "cluster"})
  void thePodHasNoMoreRightsThanItNeeds(String overlay) {
    JsonNode pod = one(overlay, "Deployment").at("/spec/template/spec");
    JsonNode security = pod.at("/containers/0/securityContext");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    assertThat(texts(pod.at("/containers/0/volumeMounts"), "mountPath"))
        .as("the folders that the server writes")
        .contains("/data", "/tmp");
    assertThat(stream(pod.at("/containers/0/env")).map(each -> each.path("name").asText()))
        .as("secrets are files")
        .allMatch(name -> name.endsWith("_FILE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "cluster"})
  void theRenderedFilesAreThoseOfTheOverlay(String overlay) {
    Path files = DEPLOY.resolve("kubernetes/overlays").resolve(overlay);

    assertThat(one(overlay, "ConfigMap").at("/data/firstword.yml").asText())
        .as("scripts/render-kubernetes was not run")
        .isEqualTo(Yaml.text(files.resolve("firstword.yml")));
    assertThat(one(overlay, "Deployment").at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo("firstword:" + Firstword.VERSION);
  }

  /** Reads the settings as the server in the pod does, with a file for each secret. */
  private Settings settings(String overlay) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("firstword.yml"),
            one(overlay, "ConfigMap").at("/data/firstword.yml").asText());
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef");
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable :
        one(overlay, "Deployment").at("/spec/template/spec/containers/0/env")) {
      assertThat(variable.path("value").asText()).startsWith("/run/secrets/firstword/");
      environment.put(variable.path("name").asText(), secret.toString());
    }
    return new SettingsReader(environment).read(file);
  }

  private static JsonNode volume(JsonNode pod, String name) {
    return stream(pod.path("volumes"))
        .filter(volume -> volume.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean contains(JsonNode all, JsonNode some) {
    return !some.isEmpty()
        && some.properties().stream()
            .allMatch(entry -> entry.getValue().equals(all.get(entry.getKey())));
  }

  private static JsonNode one(String overlay, String kind) {
    List<JsonNode> found =
        rendered(overlay).stream()
            .filter(object -> object.path("kind").asText().equals(kind))
            .toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  private static List<JsonNode> rendered(String overlay) {
    return Yaml.readAll(Path.of("src/test/resources/kubernetes", overlay + ".yml"));
  }
}

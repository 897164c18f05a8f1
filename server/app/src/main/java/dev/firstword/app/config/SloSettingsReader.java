package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.required;

import dev.firstword.operations.record.Measure;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slo.Scope;
import dev.firstword.operations.slo.Slos;
import java.time.Duration;
import java.util.List;

/** Reads the service level objectives. */
final class SloSettingsReader {

  static final SettingsSection SECTION =
      new SettingsSection("Service level objectives and alerts", "slos[].");

  private static final Setting<String> NAME =
      SECTION.declare(
          "name",
          SettingType.NAME,
          required(),
          "Name; an objective for a profile or tenant overrides the general one of the same name.");
  private static final Setting<String> MEASURE =
      SECTION.declare(
          "measure",
          SettingType.NAME,
          required(),
          "`ttft_ms`, `total_ms`, `silence_ms`, `seen_first_text_ms` or `seen_silence_ms`.");
  private static final Setting<Double> TARGET =
      SECTION.declare(
          "target",
          SettingType.number(0, Double.POSITIVE_INFINITY),
          required(),
          "Share of turns that must stay within the limit, over 0 and under 1.");
  private static final Setting<Duration> LIMIT =
      SECTION.declare("limit", SettingType.DURATION, required(), "Time limit.");
  private static final Setting<String> PROFILE =
      SECTION.declare(
          "profile",
          SettingType.NAME,
          described("all turns"),
          "Profile that the objective applies to.");
  private static final Setting<String> TENANT =
      SECTION.declare(
          "tenant",
          SettingType.NAME,
          described("all turns"),
          "Tenant that the objective applies to; not together with `profile`.");

  private static final int MAX_SLOS = 100;

  private SloSettingsReader() {}

  static Slos read(SettingsNode root) {
    SettingsNode node = root.at("slos");
    if (!node.isPresent()) {
      return Slos.DEFAULTS;
    }
    List<Slo> slos = node.items().stream().map(SloSettingsReader::slo).toList();
    if (slos.size() > MAX_SLOS) {
      throw node.invalid("may hold " + MAX_SLOS + " objectives");
    }
    if (slos.stream().map(Slo::key).distinct().count() < slos.size()) {
      throw node.invalid("has two objectives of one name for the same turns");
    }
    return new Slos(slos);
  }

  private static Slo slo(SettingsNode node) {
    String measure = MEASURE.read(node);
    if (!Measure.SLO_MEASURES.contains(measure)) {
      throw MEASURE.at(node).invalid("must be one of " + String.join(", ", Measure.SLO_MEASURES));
    }
    double target = TARGET.read(node);
    if (!(target > 0 && target < 1)) {
      throw TARGET.at(node).invalid("must be over 0 and under 1");
    }
    Duration limit = LIMIT.read(node);
    if (!limit.isPositive()) {
      throw LIMIT.at(node).invalid("must be a time such as 3s");
    }
    return new Slo(NAME.read(node), scope(node), measure, target, limit.toMillis());
  }

  private static Scope scope(SettingsNode node) {
    String profile = PROFILE.readOrNull(node);
    String tenant = TENANT.readOrNull(node);
    if (profile != null && tenant != null) {
      throw node.invalid("is for a profile or for a tenant, not for both");
    }
    if (profile != null) {
      return new Scope.OfProfile(profile);
    }
    return tenant == null ? new Scope.All() : new Scope.OfTenant(tenant);
  }
}

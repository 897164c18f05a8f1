package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService.SendingOptions;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the sections {@code jobs} and {@code webhooks}. */
final class JobSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Jobs and webhooks", "");

  private static final JobLimits DEFAULTS = JobLimits.DEFAULTS;

  private static final Setting<Integer> MAX_CONCURRENT =
      SECTION.declare(
          "jobs.max_concurrent",
          SettingType.integer(1, 10_000),
          value(DEFAULTS.maxConcurrent()),
          "Jobs that run at a time on one node.");
  private static final Setting<Integer> MAX_QUEUED =
      SECTION.declare(
          "jobs.max_queued",
          SettingType.integer(0, 1_000_000),
          value(DEFAULTS.maxQueued()),
          "Jobs that may wait on one node; more are refused with 503.");
  private static final Setting<Integer> MAX_QUEUED_OF_TENANT =
      SECTION.declare(
          "jobs.max_queued_per_tenant",
          SettingType.integer(0, 1_000_000),
          value(DEFAULTS.maxQueuedOfTenant()),
          "Jobs of one tenant that may wait on one node; more are refused with 429.");
  private static final Setting<Integer> MAX_ATTEMPTS =
      SECTION.declare(
          "jobs.max_attempts",
          SettingType.integer(1, 100),
          value(DEFAULTS.maxAttempts()),
          "Turns per job when crashes or restarts interrupt them.");
  private static final SecretSetting WEBHOOK_SECRET =
      SECTION.declareSecret(
          "webhooks.secret",
          "Signing secret; without one, a `webhook_url` is refused.",
          "Environment variable that holds the signing secret.");
  private static final Setting<Boolean> ALLOW_PRIVATE_ADDRESSES =
      SECTION.declare(
          "webhooks.allow_private_addresses",
          SettingType.BOOLEAN,
          value(JobSettings.DEFAULTS.webhooks().privateAllowed()),
          "Whether webhooks may go to private addresses and without TLS;"
              + " keep it off if untrusted users create jobs.");

  private final Map<String, String> environment;

  JobSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  JobSettings read(SettingsNode root) {
    return new JobSettings(
        new JobLimits(
            MAX_CONCURRENT.read(root),
            MAX_QUEUED.read(root),
            MAX_QUEUED_OF_TENANT.read(root),
            MAX_ATTEMPTS.read(root)),
        new SendingOptions(
            webhookSecret(WEBHOOK_SECRET, root, environment), ALLOW_PRIVATE_ADDRESSES.read(root)));
  }

  /** Returns a secret in the format of the Standard Webhooks specification; null if not set. */
  static @Nullable String webhookSecret(
      SecretSetting setting, SettingsNode root, Map<String, String> environment) {
    String secret = setting.read(root, environment);
    if (secret != null && !isWebhookSecret(secret)) {
      throw setting
          .literal()
          .at(root)
          .invalid(
              "must be whsec_ and 24 to 64 random bytes in base 64, such as the output of"
                  + " echo whsec_$(openssl rand -base64 32)");
    }
    return secret;
  }

  private static boolean isWebhookSecret(String text) {
    if (!text.startsWith("whsec_")) {
      return false;
    }
    try {
      int bytes = Base64.getDecoder().decode(text.substring("whsec_".length())).length;
      return bytes >= 24 && bytes <= 64;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}

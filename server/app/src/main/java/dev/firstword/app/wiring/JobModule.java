package dev.firstword.app.wiring;

import dev.firstword.adapters.sql.Storage;
import dev.firstword.app.config.JobSettings;
import dev.firstword.core.job.JobService;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.turn.TurnService;

/** Builds the turns that run in the background. */
final class JobModule {

  private JobModule() {}

  /** Creates the service, which runs jobs once it is started. */
  static JobService create(ServerRuntime runtime, Storage storage, TurnService turns) {
    JobSettings settings = runtime.settings().jobs();
    JobService jobs =
        new JobService(
            turns,
            storage.jobs(),
            WebhookModule.forJobs(storage.webhooks(), settings.webhooks(), runtime.scheduler()),
            settings.limits(),
            runtime.jobEventLoops(),
            runtime.scheduler(),
            new ChatRequestReader(
                runtime.settings().attachments(), runtime.settings().maxRequestBytes()));
    runtime.lifecycle().onStop("jobs", jobs::pause);
    return runtime.lifecycle().add("jobs", jobs);
  }
}

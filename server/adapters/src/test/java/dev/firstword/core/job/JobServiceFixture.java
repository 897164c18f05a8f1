package dev.firstword.core.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.adapters.webhook.SocketAddressGuard;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.JobService.Submission;
import dev.firstword.core.job.webhook.WebhookService;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.Latency;
import dev.firstword.relay.event.TurnEvent.Done;
import dev.firstword.relay.event.TurnEvent.Failed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.Terminal;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import dev.firstword.relay.time.ManualScheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A job service over a real store shared by several nodes, with turns that the test ends. */
abstract class JobServiceFixture {

  static final Caller ADA = new Caller("acme", "ada");
  static final Latency LATENCY = new Latency(7, null, null, null, null, List.of(), List.of());
  static final Terminal DONE = new Done(FinishReason.STOP, Usage.NONE, LATENCY);
  static final Terminal INTERRUPTED =
      new Failed("interrupted", "The service restarted.", Action.RETRY, null, LATENCY);

  private static final ChatRequestReader REQUESTS =
      new ChatRequestReader(AttachmentPolicy.DEFAULT, 1024 * 1024);

  final SqliteStorage storage = SqliteStorage.inMemory();
  final ManualEventLoop loop = new ManualEventLoop();
  final AtomicInteger failingLinks = new AtomicInteger();
  final List<JobService> services = new ArrayList<>();
  final ManualScheduler scheduler = new ManualScheduler();
  final FakeJobTurns turns = new FakeJobTurns(storage.turns(), "node_1");
  final JobService service = newService(turns, new JobLimits(2, 2, 3));

  @AfterEach
  void close() {
    services.forEach(JobService::close);
    storage.close();
  }

  JobService newService(FakeJobTurns jobTurns, JobLimits limits) {
    JobService created =
        new JobService(
            jobTurns,
            sometimesUnavailable(storage.jobs()),
            new WebhookService(
                storage.webhooks(),
                null,
                WebhookRetrySchedule.standard(),
                SocketAddressGuard.permitting(true),
                scheduler),
            limits,
            () -> loop,
            scheduler,
            REQUESTS);
    services.add(created);
    return created;
  }

  /** Ends the turn of a job and notifies its node. */
  void endTurn(Job job, Terminal event, TurnState state) {
    turns.endTurn(ADA, turnId(job), event, state);
    service.listener().onEnded(identity(job), TurnOrigin.JOB, event);
    service.reconcile();
  }

  TurnIdentity identity(Job job) {
    return storage.turns().find(ADA, turnId(job)).orElseThrow().identity();
  }

  static String turnId(Job job) {
    return String.valueOf(job.turnId());
  }

  JobStatus statusOf(Job job) {
    return service.find(ADA, job.id()).orElseThrow();
  }

  Job submit(String message) {
    return submit(message, null);
  }

  /** Submits a job, bypassing the URL check of the webhook service. */
  Job submit(String message, @Nullable String webhookUrl) {
    return submitBody(body(message), webhookUrl);
  }

  Job submitBody(String text, @Nullable String webhookUrl) {
    byte[] body = text.getBytes(UTF_8);
    if (webhookUrl != null) {
      storage
          .jobs()
          .insert(
              new JobStore.NewJob(
                  "job_told",
                  ADA,
                  text,
                  null,
                  webhookUrl,
                  "told",
                  "d",
                  scheduler.clock().millis()));
    }
    return service
        .submit(
            new Submission(
                JobKind.JOB,
                ADA,
                REQUESTS.read(body),
                body,
                null,
                webhookUrl == null ? null : "told",
                "d",
                null,
                0,
                0,
                loop))
        .status()
        .job();
  }

  static String body(String message) {
    return "{\"message\":\"" + message + "\"}";
  }

  JobStore sometimesUnavailable(JobStore store) {
    return (JobStore)
        Proxy.newProxyInstance(
            JobServiceFixture.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("link")
                  && failingLinks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new ProblemException(Problem.storeUnavailable());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

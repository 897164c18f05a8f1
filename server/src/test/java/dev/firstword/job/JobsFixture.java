package dev.firstword.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.identity.Caller;
import dev.firstword.job.Jobs.Submission;
import dev.firstword.job.webhook.Webhooks;
import dev.firstword.loop.ManualLoop;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.Latency;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TurnEvent.Done;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.Terminal;
import dev.firstword.protocol.Usage;
import dev.firstword.storage.SqliteStorage;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore.Origin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Jobs over a real store that several nodes share, with turns that the test ends. */
abstract class JobsFixture {

  static final Caller ADA = new Caller("acme", "ada");
  static final Latency LATENCY = new Latency(7, null, null, null, null, List.of(), List.of());
  static final Terminal DONE = new Done(FinishReason.STOP, Usage.NONE, LATENCY);
  static final Terminal INTERRUPTED =
      new Failed("interrupted", "The service restarted.", Action.RETRY, null, LATENCY);

  final SqliteStorage storage = SqliteStorage.inMemory();
  final ManualLoop loop = new ManualLoop();
  final AtomicInteger failingLinks = new AtomicInteger();
  final List<Jobs> opened = new ArrayList<>();
  Instant now = Instant.parse("2026-11-22T09:30:00Z");
  final StoredTurns turns = new StoredTurns(storage.turns(), "node_1");
  final Jobs jobs = jobs(turns, new JobLimits(2, 2, 3));

  @AfterEach
  void close() {
    opened.forEach(Jobs::close);
    storage.close();
  }

  Jobs jobs(StoredTurns itsTurns, JobLimits limits) {
    Jobs made =
        new Jobs(
            itsTurns,
            sometimesAway(storage.jobs()),
            new Webhooks(storage.webhooks(), new Webhooks.Sending(null, true), () -> now),
            limits,
            () -> loop,
            () -> now);
    opened.add(made);
    return made;
  }

  /** The turn ends, and its node is told. */
  void end(Job job, Terminal event, TurnState state) {
    turns.end(ADA, turnId(job), event, state);
    jobs.listener().ended(identity(job), Origin.JOB, event);
    jobs.sweep();
  }

  TurnIdentity identity(Job job) {
    return storage.turns().find(ADA, turnId(job)).orElseThrow().identity();
  }

  static String turnId(Job job) {
    return String.valueOf(job.turnId());
  }

  JobStatus look(Job job) {
    return jobs.find(ADA, job.id()).orElseThrow();
  }

  Job submit(String message) {
    return submit(message, null);
  }

  /** Without the check of its address, which the front door to webhooks makes. */
  Job submit(String message, @Nullable String webhookUrl) {
    byte[] body = body(message).getBytes(UTF_8);
    if (webhookUrl != null) {
      storage
          .jobs()
          .insert(
              new JobStore.NewJob(
                  "job_told",
                  ADA,
                  body(message),
                  null,
                  webhookUrl,
                  "told",
                  "d",
                  now.toEpochMilli()));
    }
    return jobs.submit(
            new Submission(
                ADA,
                ChatRequestReader.read(body),
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

  JobStore sometimesAway(JobStore store) {
    return (JobStore)
        Proxy.newProxyInstance(
            JobsFixture.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("link")
                  && failingLinks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new RefusedException(Problem.storeAway());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

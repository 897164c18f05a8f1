package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.JobSettings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.job.JobLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A tenant that sends more jobs than the server runs at a time does not delay those of others. */
final class TenantFairnessTest {

  private static final int ROOM = 10;
  private static final int ROOM_OF_TENANT = 5;

  private final String[] credentials = new String[2];

  @Test
  void theJobOfAnotherTenantWaitsForOneOfAFloodingTenant() {
    try (ServerFixture server = oneJobAtATime()) {
      Client flooding = server.client(credentials[0]);
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        jobs.add(JobTest.submitted(flooding, ChatCall.writing("Question " + i)));
      }
      JobTest.awaitState(flooding, jobs.get(0), "running");
      Client other = server.client(credentials[1]);
      String others = JobTest.submitted(other, ChatCall.of("And I?"));

      flooding.cancelJob(jobs.get(0));
      JobTest.awaitState(flooding, jobs.get(1), "running");
      flooding.cancelJob(jobs.get(1));

      JobTest.awaitState(other, others, "succeeded");
      JobTest.awaitState(flooding, jobs.get(2), "running");
      assertThat(state(flooding, jobs.get(3))).isEqualTo("queued");
      jobs.forEach(flooding::cancelJob);
    }
  }

  @Test
  void jobsOfATenantAboveItsLimitAreRefusedAndThoseOfOthersTaken() {
    try (ServerFixture server = oneJobAtATime()) {
      Client flooding = server.client(credentials[0]);
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < ROOM_OF_TENANT + 1; i++) {
        jobs.add(JobTest.submitted(flooding, ChatCall.writing("Question " + i)));
        JobTest.awaitState(flooding, jobs.get(0), "running");
      }

      Reply refused = flooding.submit(ChatCall.of("I am too many"));

      ProblemAssertions.assertProblem(refused, 429, "too_many_jobs");
      assertThat(refused.json().path("action").asText()).isEqualTo("wait");
      assertThat(refused.header("retry-after")).isPresent();
      assertThat(server.client(credentials[1]).submit(ChatCall.of("And I?")).status())
          .isEqualTo(202);
      jobs.forEach(flooding::cancelJob);
    }
  }

  private static String state(Client client, String jobId) {
    return client.job(jobId).json().path("state").asText();
  }

  private ServerFixture oneJobAtATime() {
    return new ServerFixture(
        data -> {
          TestKeys keys = new TestKeys(data);
          credentials[0] = keys.add(new Caller("flooding", "ada"), Role.USER);
          credentials[1] = keys.add(new Caller("other", "eve"), Role.USER);
        },
        settings ->
            settings.jobs(
                new JobSettings(
                    new JobLimits(1, ROOM, ROOM_OF_TENANT, 3), JobSettings.DEFAULTS.webhooks())));
  }
}

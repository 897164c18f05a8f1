package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** Assertions that hold for every problem response. */
final class ProblemAssertions {

  private ProblemAssertions() {}

  static void assertProblem(Reply reply, int status, String code) {
    assertProblem(reply, status);
    assertThat(reply.json().path("code").asText()).as(reply.body()).isEqualTo(code);
  }

  static void assertProblem(Reply reply, int status) {
    assertThat(reply.status()).as("%s %s", reply.head(), reply.body()).isEqualTo(status);
    assertThat(reply.header("content-type")).hasValue("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("type").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).matches("(?s)[A-Z].{5,}\\.");
    assertThat(problem.path("action").asText()).isIn("retry", "wait", "edit", "sign_in", "contact");
    assertThat(reply.body())
        .doesNotContain("Exception", "\tat ", "java.", "io.netty", "firstword.api")
        .hasSizeLessThan(2_000);
  }
}

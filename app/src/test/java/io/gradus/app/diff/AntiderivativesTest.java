package io.gradus.app.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Expressions in the style of a table of integrals, with values and derivatives by mpmath: exact
/// arithmetic of 50 digits and differences, from a reader of its own.
class AntiderivativesTest {
  @Test
  void batchAgreesWithIndependentNumbers() throws IOException {
    String text;
    try (InputStream in = getClass().getResourceAsStream("antiderivatives.jsonl")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Map<String, Object>> tasks =
        text.lines().map(line -> Json.parseMap(line, "antiderivatives.jsonl")).toList();
    StringBuilder input = new StringBuilder();
    for (Map<String, Object> task : tasks) {
      Map<String, Object> asked =
          Map.of("expr", task.get("expr"), "wrt", task.get("wrt"), "at", task.get("at"));
      input.append(Json.line(asked)).append('\n');
    }
    List<String> answers =
        Shell.feed(input.toString(), "diff", "--batch", "-").out().lines().toList();
    assertThat(answers).hasSameSizeAs(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      Map<String, Object> answer = Json.parseMap(answers.get(i), "answer");
      String expr = (String) tasks.get(i).get("expr");
      assertThat(answer).as(expr).doesNotContainKey("error");
      Map<?, ?> derivative = (Map<?, ?>) ((List<?>) answer.get("derivatives")).getFirst();
      close(expr, answer.get("value"), tasks.get(i).get("value"));
      close(expr, derivative.get("values"), tasks.get(i).get("derivative"));
    }
  }

  private static void close(String expr, Object got, Object want) {
    List<?> values = (List<?>) got;
    List<?> expected = (List<?>) want;
    for (int i = 0; i < expected.size(); i++) {
      double x = ((Number) expected.get(i)).doubleValue();
      assertThat(values.get(i)).as(expr).isInstanceOf(Number.class);
      double error = Math.abs(((Number) values.get(i)).doubleValue() - x);
      assertThat(error).as(expr).isLessThanOrEqualTo(1e-8 * Math.max(1, Math.abs(x)));
    }
  }
}

package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.nn.io.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Runs commands in this process and keeps what they print.
public final class Shell {
  private Shell() {}

  /// What a command left behind.
  public record Result(int code, String out, String err) {
    /// The JSON document on standard output; the command must have succeeded.
    public Map<String, Object> json() {
      assertThat(code).as(err).isZero();
      return Json.parseMap(out, "standard output");
    }

    /// Checks that a mistake of the user was answered by one sentence and nothing else.
    public Result refused(String... parts) {
      assertThat(code).as(err).isEqualTo(2);
      assertThat(out).isEmpty();
      assertThat(err.strip().lines()).as(err).hasSize(1);
      assertThat(err).startsWith("gradus: ").contains(parts);
      return this;
    }
  }

  /// The object at a key of a JSON object.
  @SuppressWarnings("unchecked") // JSON objects have text keys
  public static Map<String, Object> at(Map<String, Object> json, String key) {
    return (Map<String, Object>) json.get(key);
  }

  /// Runs a command.
  public static Result run(String... args) {
    return feed("", args);
  }

  /// Runs a command with a text on standard input.
  public static Result feed(String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}

package io.gradus;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reference numbers computed by other tools. The tests carry their own copy;
/// `-Dgradus.vectors=DIR` runs them over another folder of the same schema.
public final class Vectors {
  private Vectors() {}

  /// One test for each case of a file; none if the folder given has no such file.
  public static Stream<DynamicTest> cases(String file, Consumer<JsonNode> check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode c : read(file).path("cases")) {
      tests.add(dynamicTest(c.get("id").asString(), () -> check.accept(c)));
    }
    return tests.stream();
  }

  private static JsonNode read(String file) {
    String folder = System.getProperty("gradus.vectors");
    try (InputStream in = open(folder, file)) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String folder, String file) throws IOException {
    if (folder == null) {
      return Vectors.class.getResourceAsStream("/vectors/" + file);
    }
    Path path = Path.of(folder, file);
    return Files.exists(path) ? Files.newInputStream(path) : InputStream.nullInputStream();
  }

  /// A number, which may be written as the text `Infinity`, `-Infinity` or `NaN`.
  public static double number(JsonNode n) {
    return n.isString() ? Double.parseDouble(n.asString()) : n.asDouble();
  }

  /// An array of numbers.
  public static double[] numbers(JsonNode n) {
    double[] out = new double[n.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = number(n.get(i));
    }
    return out;
  }
}

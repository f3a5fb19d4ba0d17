package io.gradus.nn;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/// Reference numbers computed by other tools. The tests carry a part of them;
/// `-Dgradus.vectors=DIR` runs them over another folder of the same schema.
public final class Vectors {
  private Vectors() {}

  /// A case: an entry of the list `cases` of a file.
  public record Case(Map<String, Object> map) {
    @SuppressWarnings("unchecked") // Json makes maps with text keys only
    static Case of(Object node) {
      return new Case((Map<String, Object>) node);
    }

    public boolean has(String key) {
      return map.get(key) != null;
    }

    public String text(String key) {
      return (String) map.get(key);
    }

    public double number(String key) {
      return Json.number(map.get(key), key);
    }

    public int whole(String key) {
      return (int) number(key);
    }

    public Case at(String key) {
      return of(map.get(key));
    }

    public List<Case> list(String key) {
      return ((List<?>) map.get(key)).stream().map(Case::of).toList();
    }

    public double[] vector(String key) {
      return numbers((List<?>) map.get(key));
    }

    public double[][] rows(String key) {
      return ((List<?>) map.get(key))
          .stream().map(row -> numbers((List<?>) row)).toArray(double[][]::new);
    }

    public Array matrix(String key) {
      return Array.matrix(rows(key));
    }
  }

  /// One test for each case of a file; none if the folder given has no such file.
  public static Stream<DynamicTest> cases(String file, Consumer<Case> check) {
    return read(file).map(c -> dynamicTest(c.text("id"), () -> check.accept(c)));
  }

  private static Stream<Case> read(String file) {
    String folder = System.getProperty("gradus.vectors");
    try {
      if (folder == null) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
          return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), file);
        }
      }
      Path path = Path.of(folder, file);
      return Files.exists(path) ? parse(Files.readString(path), file) : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Case> parse(String text, String file) {
    return ((List<?>) Json.parseMap(text, file).get("cases")).stream().map(Case::of);
  }

  private static double[] numbers(List<?> list) {
    return list.stream().mapToDouble(n -> Json.number(n, "number")).toArray();
  }

  /// Compares entry by entry: |got − want| ≤ relative·|want| + absolute.
  public static void close(
      String what, Array got, double[] want, double relative, double absolute) {
    Assertions.assertThat(got.size()).as(what).isEqualTo(want.length);
    for (int i = 0; i < want.length; i++) {
      close(what + "[" + i + "]", got.get(i), want[i], relative, absolute);
    }
  }

  /// Compares two numbers: |got − want| ≤ relative·|want| + absolute.
  public static void close(String what, double got, double want, double relative, double absolute) {
    if (Double.isInfinite(want) || Double.isNaN(want)) {
      Assertions.assertThat(got).as(what).isEqualTo(want);
    } else {
      Assertions.assertThat(Math.abs(got - want))
          .as("%s: %s, not %s", what, got, want)
          .isLessThanOrEqualTo(relative * Math.abs(want) + absolute);
    }
  }

  /// The numbers of all rows, one after another.
  public static double[] flat(double[][] rows) {
    return Stream.of(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /// A float64 scalar.
  public static Array scalar(double x) {
    return Array.of(Shape.SCALAR, x);
  }
}

package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterateCommandTest {
  @TempDir Path folder;

  @SuppressWarnings("unchecked") // JSON arrays of objects
  private static List<Map<String, Object>> list(Map<String, Object> found, String key) {
    return (List<Map<String, Object>>) found.get(key);
  }

  private static Map<String, Object> of(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "iterate";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--json";
    return Shell.run(all).json();
  }

  @Test
  void aPowerExplodesBeyondOne() {
    Map<String, Object> found = of("s^2", "--n", "3", "--start", "3/2");
    assertThat(list(found, "behavior"))
        .extracting(b -> b.get("kind"))
        .containsExactly("explodes", "vanishes");
    assertThat(list(found, "behavior").get(0).get("intervals"))
        .isEqualTo(List.of(List.of(-3.0, -1.0), List.of(1.0, 3.0)));
    Map<String, Object> third = list(found, "iterates").get(2);
    assertThat((Double) third.get("value")).isCloseTo(Math.pow(1.5, 8), within(1e-12));
    assertThat((Double) third.get("derivative")).isCloseTo(8 * Math.pow(1.5, 7), within(1e-10));
    assertThat(list(found, "fixedPoints"))
        .extracting(p -> p.get("at") + " " + p.get("multiplier") + " " + p.get("kind"))
        .containsExactly("0.0 0.0 attracts", "1.0 2.0 repels");
  }

  @Test
  void aBellVanishes() {
    Map<String, Object> found = of("2 Exp[-s^2]", "--from", "-4", "--to", "4");
    assertThat(list(found, "behavior")).hasSize(1);
    assertThat(list(found, "behavior").getFirst().get("kind")).isEqualTo("vanishes");
    List<?> means = (List<?>) found.get("geometricMeanDerivative");
    assertThat((Double) means.get(9)).isLessThan(1e-3 * (Double) means.get(0));
    assertThat((List<?>) found.get("meanDerivative")).allMatch(m -> (Double) m < 1);
  }

  @Test
  void theHyperbolicTangentStaysBounded() {
    Map<String, Object> found = of("tanh(s)");
    assertThat(list(found, "behavior")).hasSize(1);
    assertThat(list(found, "behavior").getFirst().get("kind")).isEqualTo("bounded");
    assertThat(list(found, "fixedPoints").getFirst()).containsEntry("kind", "neutral");
  }

  /// The exponent of the logistic map at 4 is ln 2 (Ulam and von Neumann 1947).
  @Test
  void theLogisticMapIsChaotic() {
    Map<String, Object> chaos =
        list(of("4*s*(1-s)", "--from", "0", "--to", "1"), "behavior").getFirst();
    assertThat(chaos).containsEntry("kind", "chaotic");
    assertThat((Double) chaos.get("exponent")).isCloseTo(Math.log(2), within(0.01));
  }

  @Test
  void minimaAreExact() {
    List<Map<String, Object>> minima =
        list(
            of("2*exp(-s^2)-exp(-(s-1)^2)+exp(-(s-2)^2)", "--from=-4", "--to=4", "--n=1"),
            "minima");
    DoubleUnaryOperator f =
        s -> 2 * Math.exp(-s * s) - Math.exp(-(s - 1) * (s - 1)) + Math.exp(-(s - 2) * (s - 2));
    assertThat(minima).hasSize(1);
    double at = (Double) minima.getFirst().get("at");
    assertThat((f.applyAsDouble(at + 1e-4) - f.applyAsDouble(at - 1e-4)) / 2e-4)
        .isCloseTo(0, within(1e-7));
    for (double s = -0.1; s <= 2.2; s += 0.01) { // the basin ends at −0.146 and 2.249
      assertThat(f.applyAsDouble(s)).isGreaterThan((Double) minima.getFirst().get("value"));
    }
    List<Map<String, Object>> two = list(of("(s^2-2)^2", "--n=1"), "minima");
    assertThat(two).hasSize(2);
    assertThat((Double) two.get(0).get("at")).isCloseTo(-Math.sqrt(2), within(1e-12));
    assertThat(two.get(1).get("basin")).isEqualTo(List.of(0.0, 3.0));
  }

  /// Bisection of the derivatives written by hand, in an independent program.
  @Test
  void iteratesHaveMinimaOfTheirOwn() {
    List<Map<String, Object>> minima =
        list(
            of("2*exp(-s^2)-exp(-(s-1)^2)+exp(-(s-2)^2)", "--from=-4", "--to=4", "--n=2"),
            "minima");
    assertThat(minima).extracting(m -> m.get("iterate")).containsExactly(1L, 2L, 2L, 2L);
    double[] at = {
      1.1767299943673495, -0.6958328542707232, 0.35159221756670367, 2.2488522479548503
    };
    double[] values = {
      0.039298076671761106, 0.039298076671761106, 0.039298076671761106, 0.4223179633929507
    };
    for (int i = 0; i < at.length; i++) {
      assertThat((Double) minima.get(i).get("at")).isCloseTo(at[i], within(1e-8));
      assertThat((Double) minima.get(i).get("value")).isCloseTo(values[i], within(1e-14));
    }
    assertThat(Shell.run("iterate", "sin(9 s)").out()).contains("the first 30 of ");
  }

  @Test
  void aReportHasPicturesAndTables() throws IOException {
    Path html = folder.resolve("a.html");
    assertThat(Shell.run("iterate", "s^2", "-o", html.toString()).out()).contains("attracts");
    assertThat(Files.readString(html)).contains("Cobweb", "<table>", "explodes", "<math");
  }

  @Test
  void mistakesAreToldInASentence() {
    Shell.run("iterate", "a*s").refused("one variable");
    Shell.run("iterate", "s", "--n", "0").refused("--n must be between");
    Shell.run("iterate", "s", "--from", "2", "--to", "1").refused("ascends");
  }
}

package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotCommandTest {
  @TempDir Path folder;

  @SuppressWarnings("unchecked") // JSON arrays of objects
  private static List<Map<String, Object>> series(String... args) {
    return (List<Map<String, Object>>) Shell.run(args).json().get("series");
  }

  private static void check(Map<String, Object> series, DoubleUnaryOperator f) {
    List<?> x = (List<?>) series.get("x");
    List<?> y = (List<?>) series.get("y");
    assertThat(y).hasSameSizeAs(x).hasSizeGreaterThan(100);
    for (int i = 0; i < x.size(); i++) {
      double at = ((Number) x.get(i)).doubleValue();
      assertThat(((Number) y.get(i)).doubleValue())
          .as("at %s", at)
          .isCloseTo(f.applyAsDouble(at), within(1e-12));
    }
  }

  @Test
  void theFunctionAndItsDerivatives() {
    List<Map<String, Object>> found =
        series("plot", "tanh(s)", "--var", "s", "--derivative", "0,1,2", "--json");
    assertThat(found)
        .extracting(s -> s.get("label"))
        .containsExactly("tanh(s)", "(tanh(s))′", "(tanh(s))″");
    check(found.get(0), Math::tanh);
    check(found.get(1), s -> 1 / (Math.cosh(s) * Math.cosh(s)));
    check(found.get(2), s -> -2 * Math.tanh(s) / (Math.cosh(s) * Math.cosh(s)));
  }

  @Test
  void iteratesAndTheirDerivatives() {
    List<Map<String, Object>> found =
        series("plot", "s^2", "--from=-1", "--to", "1", "--iterate", "3", "--json");
    check(found.get(0), s -> Math.pow(s, 2));
    check(found.get(2), s -> Math.pow(s, 8));
    List<Map<String, Object>> slopes =
        series(
            "plot", "s^2", "--from=-1", "--to", "1", "--iterate", "3", "--derivative=1", "--json");
    check(slopes.get(2), s -> 8 * Math.pow(s, 7));
  }

  @Test
  void gapsAreSaidAndNull() {
    Result result = Shell.run("plot", "s^1.5", "1/s", "--from", "-1", "--to", "1", "--json");
    assertThat(result.err()).contains("Gap for s < 0, where there is no real value: s^1.5.");
    List<Map<String, Object>> found =
        series("plot", "s^1.5", "1/s", "--from", "-1", "--to", "1", "--json");
    List<?> root = (List<?>) found.get(0).get("y");
    assertThat(root.subList(0, root.size() / 2)).containsOnlyNulls();
    assertThat(root.subList(root.size() / 2, root.size())).doesNotContainNull();
    assertThat((List<?>) found.get(1).get("y")).filteredOn(v -> v == null).hasSize(1);
  }

  @Test
  void gapsAreNamedOneByOneIfTheyAreFew() {
    assertThat(note("acos(x)")).contains("Gap for x < −1 and for x > 1, where");
    assertThat(note("sin(1/x)")).contains("Gap at x = 0, where");
    assertThat(note("sqrt(x^2-1)")).contains("Gap between −1 and 1, where");
    assertThat(note("sqrt(sin(9 x))")).contains("Gap at many points, where");
    assertThat(note("log(-1-x^2)")).contains("Gap everywhere, where");
    assertThat(note("x", "exp(x)", "--log")).contains("has no place for values of 0 and below: x.");
    assertThat(note("exp(x)", "--log")).doesNotContain("note");
  }

  @Test
  void aDerivativeIsRealOnlyWhereItsFunctionIs() {
    List<?> slope =
        (List<?>)
            series("plot", "log(x)", "--from=-1", "--to=1", "--derivative", "1", "--json")
                .getFirst()
                .get("y");
    assertThat(slope.subList(0, slope.size() / 2)).containsOnlyNulls();
    assertThat((Double) slope.getLast()).isEqualTo(1);
  }

  private static String note(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "plot";
    System.arraycopy(args, 0, all, 1, args.length);
    return Shell.run(all).err();
  }

  @Test
  void aLogarithmicAxisHoldsAllNumbers() throws IOException {
    Path svg = folder.resolve("wide.svg");
    Shell.run("plot", "exp(x)", "--from=-700", "--to=700", "--log", "-o", svg.toString());
    assertThat(Files.readString(svg))
        .containsPattern("stroke-width=\"2\" d=\"M[0-9]")
        .contains(">10²⁰⁰<");
  }

  @Test
  void filesAreWrittenAsTheirNamesEnd() throws IOException {
    Path svg = folder.resolve("a.svg");
    Path png = folder.resolve("a.png");
    Path html = folder.resolve("a.html");
    for (Path file : List.of(svg, png, html)) {
      assertThat(Shell.run("plot", "exp(s)", "--log", "-o", file.toString()).code()).isZero();
    }
    assertThat(Files.readString(svg)).startsWith("<svg").contains("exp(s)");
    assertThat(Files.readAllBytes(png)).startsWith(0x89, 'P', 'N', 'G');
    assertThat(Files.readString(html)).contains("<!DOCTYPE html>", "<svg", "<math");
    Shell.run("plot", "s", "-o", folder.resolve("a.gif").toString()).refused(".html");
  }

  @Test
  void aTerminalShowsCharacters() {
    Result result = Shell.run("plot", "s", "--from", "0", "--to", "1");
    List<String> lines = result.out().lines().toList();
    assertThat(lines.getFirst()).hasSize(6 + 64).endsWith("⣀"); // top right
    assertThat(lines.get(lines.size() - 3)).matches("   0 │⣠.*"); // bottom left
    assertThat(result.err()).contains("-o FILE.svg");
  }

  @Test
  void mistakesAreToldInASentence() {
    Shell.run("plot", "a*s").refused("one variable", "--var a");
    Shell.run("plot", "3").refused("no variables", "--var x");
    Shell.run("plot", "a*s", "--var", "s").refused("needs a number for 'a'");
    Shell.run("plot", "s", "--from", "1", "--to", "0").refused("ascends");
    Shell.run("plot", "s", "--iterate", "0").refused("--iterate must be at least 1");
    Shell.run("plot", "s", "--iterate", "99").refused("at most 12 curves");
    Shell.run("plot", "s", "--derivative", "-1").refused("--derivative must be between");
    Shell.run("plot", "s", "--derivativ", "1").refused("did you mean '--derivative'?");
  }
}

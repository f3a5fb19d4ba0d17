package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.app.Shell;
import io.gradus.app.explain.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `gradus explain`.
class ExplainCommandTest {
  private static final String[] EXAM = {
    "--weights",
    "[[2,1],[1,-1],[1,1]]",
    "--weights",
    "[[-0.5,0.7,1.2]]",
    "--activation",
    "relu",
    "--output",
    "linear",
    "--loss",
    "half-squared",
    "--input",
    "1,2",
    "--target",
    "6",
    "--lr",
    "1"
  };
  private static final String[] CLASSES = {
    "--weights",
    "[[0.5,-0.3],[0.2,0.8]]",
    "--biases",
    "[0.1,-0.2]",
    "--weights",
    "[[1,-1],[0.5,0.25],[-0.4,0.3]]",
    "--biases",
    "[0,0.1,-0.1]",
    "--activation",
    "tanh",
    "--input",
    "1,-2",
    "--target",
    "0,1,0",
    "--lr",
    "0.5"
  };

  @TempDir Path folder;

  @Test
  void theExamByHand() {
    Map<String, Object> json = explain(EXAM, "--json").json();
    close(json.get("preActivations"), 4, -1, 3, 1.6);
    close(json.get("activations"), 4, 0, 3, 1.6);
    close(json.get("deltas"), 2.2, 0, -5.28, -4.4);
    close(json.get("loss"), 9.68);
    close(json.get("gradients"), 2.2, 4.4, 0, 0, -5.28, -10.56, -17.6, 0, -13.2);
    close(json.get("updated"), -0.2, -3.4, 1, -1, 6.28, 11.56, 17.1, 0.7, 14.4);
    Map<?, ?> first = (Map<?, ?>) ((List<?>) json.get("steps")).getFirst();
    assertThat(first)
        .isEqualTo(
            Map.of(
                "name", "z¹₁",
                "formula", "w¹₁₁*x₁ + w¹₁₂*x₂",
                "substitution", "2*1 + 1*2",
                "value", 4.0));
  }

  /// The numbers put in are read back as a formula of their own, which must have the value that the
  /// graph of the network has.
  @ParameterizedTest
  @CsvSource({
    "softmax, cross-entropy",
    "softmax, half-squared",
    "softmax, kl",
    "sigmoid, binary-cross-entropy",
    "linear, mse",
    "tanh, huber",
    "selu, mae",
    "linear, cross-entropy",
    "linear, hinge"
  })
  void everyLineIsTrue(String output, String loss) {
    Map<String, Object> json =
        explain(CLASSES, "--output", output, "--loss", loss, "--json").json();
    List<?> steps = (List<?>) json.get("steps");
    assertThat(steps).hasSizeGreaterThan(40);
    for (Object step : steps) {
      Map<?, ?> s = (Map<?, ?>) step;
      double value = ((Number) s.get("value")).doubleValue();
      double read = Fn.parse((String) s.get("substitution")).run(new double[0]);
      assertThat(read).as(s.toString()).isCloseTo(value, within(1e-8));
    }
  }

  @Test
  void theErrorOfSoftmaxAndCrossEntropyIsTheResidual() {
    String text = explain(CLASSES, "--output", "softmax", "--loss", "cross-entropy").out();
    assertThat(text)
        .contains("δᴸ = aᴸ - t", "δ²₁ = a²₁ - t₁ = ", "δˡ = f'(zˡ) ⊙ (Wˡ⁺¹ᵀδˡ⁺¹)")
        .contains("2 · (2 + 1) + 3 · (2 + 1) = 15")
        .contains("tanh(z) = (1 - exp(-2*z))/(exp(-2*z) + 1)");
    assertThat(explain(CLASSES, "--output", "softmax", "--loss", "half-squared").out())
        .doesNotContain("δᴸ = aᴸ - t");
  }

  @ParameterizedTest
  @CsvSource({
    "en, ltr, 'Forward pass, layer 1'",
    "ru, ltr, 'Прямой проход, слой 1'",
    "fa, rtl, 'گذر پیش‌رو، لایهٔ 1'"
  })
  void threeLanguages(String language, String direction, String title) throws IOException {
    Path page = folder.resolve("page.html");
    explain(EXAM, "--lang", language, "--format", "html", "-o", page.toString());
    assertThat(Files.readString(page))
        .contains("lang=\"" + language + "\" dir=\"" + direction + "\"", title, "<mn>9.68</mn>")
        .doesNotContain("https://", "<script");
    String tex = explain(EXAM, "--lang", language, "--format", "tex").out();
    assertThat(tex).contains("\\begin{document}", title, "= 9.68$").doesNotContain("\uE000");
    balanced(tex);
    assertThat(explain(EXAM, "--lang", language, "--format", "md").out())
        .contains("# ", title, "= 9.68$$");
  }

  private static void balanced(String tex) {
    for (String line : tex.lines().toList()) {
      assertThat(count(line, "{")).as(line).isEqualTo(count(line, "}"));
      assertThat(count(line, "\\left(")).as(line).isEqualTo(count(line, "\\right)"));
      assertThat(count(line, "$") % 2).as(line).isZero();
    }
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void activationsMayBeFormulas() {
    assertThat(explain(EXAM, "--activation", "{max(z, 0)}", "--json").json())
        .isEqualTo(explain(EXAM, "--json").json());
    explain(EXAM, "--activation", "{x*y}").refused("one variable");
  }

  @Test
  void aBatchIsTheMeanOfItsExamples() {
    Map<String, Object> one = explain(EXAM, "--json").json();
    String[] again = {"--input", "1,2", "--target", "6"};
    Map<String, Object> two = explain(EXAM, with(again, "--json")).json();
    for (String key : List.of("loss", "gradients", "updated")) {
      assertThat(two.get(key)).isEqualTo(one.get(key));
    }
    close(two.get("deltas"), 1.1, 0, -2.64, 1.1, 0, -2.64, -2.2, -2.2);
    assertThat(explain(EXAM, again).out())
        .contains("∂L/∂w²₁₁ = δ²₁[1]*a¹₁[1] + δ²₁[2]*a¹₁[2] = (-2.2)*4 + (-2.2)*4 = -17.6")
        .contains("∂L/∂Wˡ = ∑ₖ δˡ[k]aˡ⁻¹[k]ᵀ");
  }

  @Test
  void aModelAndItsSpec() throws IOException {
    Path data = folder.resolve("data.csv");
    Files.writeString(
        data, "u,v,y\n1,2,3.5\n2,1,4.5\n0,1,1.2\n3,1,5.1\n2,2,4.4\n1,1,2.3\n4,0,4.2\n0,3,3.1\n");
    Path spec = folder.resolve("spec.yaml");
    Files.writeString(
        spec, "data: {file: data.csv, target: y}\nmodel: {layers: [tanh(2)]}\nepochs: 1\n");
    String run = folder.resolve("run").toString();
    assertThat(Shell.run("train", spec.toString(), "--out", run, "--quiet").code()).isZero();
    for (String subject : List.of(spec.toString(), run)) {
      Map<String, Object> json =
          Shell.run("explain", subject, "--input", "0.5,1", "--target", "2", "--json").json();
      assertThat((List<?>) json.get("gradients")).hasSize(2);
      assertThat(json).containsKeys("steps", "loss", "updated");
    }
  }

  @Test
  void homeworkHasASheetAndAKey() throws IOException {
    Path sheet = folder.resolve("sheet.txt");
    explain(EXAM, "--homework", "7", "-o", sheet.toString());
    String blank = Files.readString(sheet);
    assertThat(blank).contains("= ____", "W¹ = [[2, 1], [1, -1], [1, 1]]");
    assertThat(blank).isEqualTo(explain(EXAM, "--homework", "7").out());
    assertThat(blank).isNotEqualTo(explain(EXAM, "--homework", "8").out());
    String key = explain(EXAM, "--homework", "7", "--key").out();
    assertThat(key).doesNotContain("____").hasLineCount((int) blank.lines().count());
    for (String language : Texts.LANGUAGES) {
      String[] task = {"--homework", "7", "--lang", language, "--format"};
      assertThat(explain(EXAM, with(task, "html")).out()).contains("class=\"blank\"");
      assertThat(explain(EXAM, with(task, "html", "--key")).out()).contains("class=\"framed\"");
      assertThat(explain(EXAM, with(task, "tex")).out()).contains("\\underline");
      assertThat(explain(EXAM, with(task, "tex", "--key")).out()).contains("\\boxed");
    }
    explain(EXAM, "--key").refused("add --homework");
    List<?> steps = (List<?>) explain(EXAM, "--homework", "7", "--json").json().get("steps");
    long asked = steps.stream().filter(s -> ((Map<?, ?>) s).get("value") == null).count();
    assertThat(asked).isBetween(steps.size() / 3L, steps.size() / 2L);
  }

  @Test
  void theCheckerNamesTheFirstMistake() throws IOException {
    String key = explain(EXAM).out();
    assertThat(check(key)).isEqualTo(new Shell.Result(0, "all right\n", ""));
    Shell.Result wrong = check(key.replace("= 2.2\n", "= -2.2\n").replace("= 17.1", "= 17"));
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.out())
        .contains("∂L/∂a¹₁", "not -2.2: the sign is wrong", "w²₁₁*δ²₁ = (-0.5)*(-4.4) = 2.2")
        .hasLineCount(1);
    assertThat(check(key, "--lang", "ru").out()).isEqualTo("всё верно\n");
    assertThat(check(key.replace("= 9.68", "= 19.36"), "--json").out())
        .contains("\"right\": false", "\"name\": \"L\"", "\"value\": 9.68");
    assertThat(check(explain(EXAM, "--homework", "7").out()).code()).isEqualTo(1);
    check("nothing here").refused("no line of this calculation");
  }

  private Shell.Result check(String sheet, String... more) throws IOException {
    Path file = folder.resolve("sheet.txt");
    Files.writeString(file, sheet);
    return explain(EXAM, with(more, "--check", file.toString()));
  }

  private static String[] with(String[] args, String... more) {
    return Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void sizesThatDoNotFit() {
    explain(EXAM, "--input", "3").refused("there are 2 of --input, but 1 of --target");
    explain(EXAM, "--input", "3", "--target", "1").refused("--input has 1 number,", "2 inputs");
    explain(EXAM, "--input", "3,x").refused("--input: 'x' is no number in '3,x'");
    explain(EXAM, "--lr", "NaN").refused("--lr: NaN is no finite number");
    Shell.run("explain", "--weights", "[[1]]", "--input", "1e400", "--target", "1")
        .refused("'1e400' is no number");
    explain(EXAM, "--weights", "[[1,2]]").refused("layer 3 takes 2 inputs, but layer 2 has 1");
    explain(EXAM, "--weights", "[[1,2],[3]]").refused("rows of 2 and of 1 numbers");
    explain(EXAM, "--biases", "[1]").refused("weights of 2 layers, but biases of 1");
    explain(EXAM, "--lang", "fr").refused("unknown language 'fr'");
    explain(EXAM, "--activation", "rellu").refused("did you mean 'relu'");
    Shell.run("explain", "--input", "1", "--target", "1").refused("either a spec or model");
  }

  private static Shell.Result explain(String[] net, String... more) {
    List<String> args = new ArrayList<>(List.of("explain"));
    args.addAll(List.of(net));
    args.addAll(List.of(more));
    return Shell.run(args.toArray(String[]::new));
  }

  /// All numbers of a tree, in order.
  private static void close(Object tree, double... want) {
    List<Double> got = new ArrayList<>();
    flatten(tree, got);
    assertThat(got).hasSize(want.length);
    for (int i = 0; i < want.length; i++) {
      assertThat(got.get(i)).isCloseTo(want[i], within(1e-12));
    }
  }

  private static void flatten(Object tree, List<Double> into) {
    switch (tree) {
      case Number n -> into.add(n.doubleValue());
      case List<?> list -> list.forEach(x -> flatten(x, into));
      case Map<?, ?> map -> map.values().forEach(x -> flatten(x, into));
      default -> throw new AssertionError(tree);
    }
  }
}

package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandTest {
  private static final String LECTURE = "x1*x2 + sin(x1)";

  @TempDir Path folder;

  @Test
  void rowsHaveFormulasAndValues() {
    Map<String, Object> json =
        Shell.run("trace", LECTURE, "--at", "x1=2,x2=3", "--wrt", "x1", "--json").json();
    Map<?, ?> row = (Map<?, ?>) ((List<?>) json.get("rows")).get(3);
    assertThat(row.get("name")).isEqualTo("w4");
    assertThat(row.get("operation")).isEqualTo("sin(w1)");
    assertThat(row.get("value")).isEqualTo(Math.sin(2));
    assertThat(row.get("derivativeFormula")).isEqualTo("ẇ1*cos(w1)");
    assertThat(row.get("derivativeTex").toString()).contains("\\dot{w}_{1}");
    assertThat(row.get("derivative")).isEqualTo(Math.cos(2));
    assertThat(row.get("dependsOn")).isEqualTo(List.of("w1"));
    assertThat(row.get("influences")).isEqualTo(List.of("w5"));
    assertThat(Shell.at(json, "derivatives")).containsEntry("∂y/∂x1", 3 + Math.cos(2));
    assertThat(Shell.at(json, "operations")).containsOnlyKeys("forward", "reverse");
  }

  @Test
  void tablesShowValuesBesideDerivativesInTheirOrder() {
    String table =
        Shell.run("trace", LECTURE, "--at", "x1=2,x2=3", "--mode", "reverse", "--quiet").out();
    assertThat(table.lines().toList().get(1)).matches("w1 = x1 +  = 2 +w̄5 = 1");
    assertThat(table)
        .contains(
            "∂y/∂x1 = w̄1 = x2 + cos(x1) = ",
            "∂y/∂x2 = w̄2 = x1           = 2\n",
            "w3 directly depends on w1 and w2\n",
            "w1 directly influences w3 and w4\n",
            "reverse mode: 1 output, 1 pass,");
  }

  @Test
  void formulasNeedNoPoint() {
    assertThat(Shell.run("trace", "exp(x1*x2) + x2^3", "--mode=reverse", "--format=tex").out())
        .contains(
            "w_{5} = e^{w_{3}} & \\bar{w}_{2} = 3 w_{2}^{2} \\bar{w}_{4} + w_{1} \\bar{w}_{3}");
    assertThat(Shell.run("trace", LECTURE, "--format=html").out())
        .startsWith("<!DOCTYPE html>")
        .contains(
            "<mover accent=\"true\"><mi>w</mi><mo>˙</mo></mover>",
            "directly influences",
            "∂y/∂x1 = ẇ5",
            "<svg");
  }

  @Test
  void mistakesAreAnsweredByOneSentence() {
    Shell.run("trace", "x*y", "--wrt", "x,y").refused("one variable at a time", "--wrt x");
    Shell.run("trace", "x", "x^2", "--mode", "reverse").refused("one expression at a time");
    Shell.run("trace", "x", "--mode", "revers").refused("did you mean 'reverse'");
    Shell.run("trace", "x", "--format", "text").refused("unknown format 'text'");
    Shell.run("trace", "x*y", "--at", "x=1").refused("no value for 'y'");
    Shell.run("trace", "x", "--wrt", "2").refused("no variable");
    Shell.run("trace", "x", "--modus", "reverse").refused("unknown option '--modus'");
  }

  @Test
  void graphsShowTheSameNumbers() throws IOException {
    Path svg = folder.resolve("graph.svg");
    Shell.run("graph", LECTURE, "--at", "x1=2,x2=3", "-o", svg.toString(), "--json").json();
    assertThat(Files.readString(svg))
        .contains("w3 = w1*w2", "= 6", "ẇ3 = 3", "w̄2 = 2", "prefers-color-scheme:dark");
    Path dot = folder.resolve("graph.dot");
    Shell.run("graph", "exp(x1*x2) + x2^3", "-o", dot.toString());
    assertThat(Files.readString(dot))
        .startsWith("digraph {")
        .contains("w2 -> w4 [label=\"3*w2^2\"]", "w̄3 = w̄5*exp(w3)", "w4 -> w6 [label=\"1\"]");
    Shell.run("graph", "x", "-o", "graph.pdf").refused(".svg, .png or .dot");
    Shell.run("graph", "x*y").refused("--output");
  }

  @Test
  void networksAreDrawnWithTheirWeights() throws IOException {
    Files.writeString(folder.resolve("xor.csv"), "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n0.5,1,1\n");
    Path spec = folder.resolve("xor.yaml");
    String text =
        """
        data: {file: xor.csv, target: y, task: regression, split: {validation: 0, test: 0}}
        model:
          layers: [dense: {units: %d, activation: tanh, init: {constant: 0.25}}, dropout: 0.1]
          output: {init: {constant: -2}, bias: {constant: 3}}
        """;
    Files.writeString(spec, text.formatted(2));
    Path dot = folder.resolve("network.dot");
    Shell.run("graph", spec.toString(), "-o", dot.toString(), "--json").json();
    assertThat(Files.readString(dot))
        .contains("depth 2, width 2, 9 parameters")
        .contains("x1 -> h1_1 [label=\"0.25\"]", "bias1 -> h1_2 [label=\"0\"]")
        .contains("h1_2 -> h2_2;", "h2_2 -> y1 [label=\"−2\"]", "bias3 -> y1 [label=\"3\"]")
        .doesNotContain("h1_1 -> h2_2");
    Path svg = folder.resolve("network.svg");
    Shell.run("graph", spec.toString(), "-o", svg.toString(), "--json").json();
    assertThat(Files.readString(svg)).contains("h2_1 → y: −2", ">0.25<", ">tanh<", ">dropout<");

    Files.writeString(spec, text.formatted(100));
    Shell.run("graph", spec.toString(), "-o", dot.toString(), "--json").json();
    assertThat(Files.readString(dot))
        .contains("h1_1 ", "h1_4 ", "h1_97 ", "h1_100 ", "[shape=plaintext, label=\"⋮\"]")
        .doesNotContain("h1_5 ", "h1_96 ");
    Shell.run("graph", spec.toString(), "-o", svg.toString(), "--json").json();
    assertThat(Files.readString(svg)).contains("a → h1_100: 0.25", ">100<", ">⋮<");

    Shell.run("graph", spec.toString(), "--wrt", "x", "-o", "n.svg").refused("--wrt", "networks");
    Shell.run("graph", "missing.yaml", "-o", "n.svg").refused("no such file: missing.yaml");
  }
}

package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandscapeCommandTest {
  @TempDir Path folder;
  private Path spec;

  @BeforeEach
  void write() throws IOException {
    spec =
        Files.writeString(
            folder.resolve("spec.yaml"),
            """
            data: {file: %s, target: species}
            model: {layers: [tanh(4)]}
            optimizer: {momentum: {lr: 0.1}}
            epochs: 10
            """
                .formatted(Flowers.write(folder)));
  }

  private String[] args(Path subject, String... more) {
    List<String> args =
        new ArrayList<>(List.of("landscape", subject.toString(), "--resolution", "5", "--quiet"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void theContractOfTheDocument() {
    Map<String, Object> tree = Shell.run(args(spec, "--json")).json();
    Map<String, Object> grid = Shell.at(tree, "grid");
    assertThat((List<?>) grid.get("x")).hasSize(5);
    assertThat((List<?>) grid.get("loss")).hasSize(5);
    assertThat((List<?>) ((List<?>) grid.get("loss")).getFirst()).hasSize(5);
    Map<?, ?> path = (Map<?, ?>) ((List<?>) tree.get("paths")).getFirst();
    assertThat(path.get("optimizer")).isEqualTo("momentum");
    int stops = ((List<?>) path.get("steps")).size();
    assertThat((List<?>) path.get("points")).hasSize(stops);
    assertThat((List<?>) path.get("values")).hasSize(stops);
    assertThat((List<?>) tree.get("distance")).hasSize(stops);
    assertThat((List<?>) tree.get("variance")).hasSize(2);
    assertThat((Double) Shell.at(tree, "curvature").get("largestEigenvalue")).isPositive();
    assertThat(tree).doesNotContainKey("reproduced");
  }

  @Test
  void aRunIsDoneAgainToTheBit() throws IOException {
    Path run = folder.resolve("run");
    Shell.run("train", spec.toString(), "--out", run.toString(), "--quiet", "--json").json();
    assertThat(Shell.run(args(run, "--json")).json()).containsEntry("reproduced", true);
    assertThat(Shell.run(args(run)).out()).contains("momentum, the bits of the run");
    String config = Files.readString(run.resolve("config.yaml"));
    Files.writeString(run.resolve("config.yaml"), config.replace("lr: 0.1", "lr: 0.2"));
    assertThat(Shell.run(args(run, "--json")).json()).containsEntry("reproduced", false);
  }

  @Test
  void aPictureIsDrawn() throws IOException {
    Path svg = folder.resolve("x.svg");
    assertThat(Shell.run(args(spec, "-o", svg.toString())).out()).contains("picture  " + svg);
    assertThat(Files.readString(svg))
        .startsWith("<svg")
        .contains("principal direction", "momentum");
  }

  @Test
  void mistakesAreToldInASentence() {
    Shell.run(args(folder)).refused("no run in");
    Shell.run(args(folder.resolve("no.yaml"))).refused("no.yaml");
    Shell.run("landscape", "--resolution", "1").refused("--resolution must be at least 3");
    Shell.run(args(spec, "-o", folder.resolve("x.gif").toString())).refused(".svg, .png or .html");
  }
}

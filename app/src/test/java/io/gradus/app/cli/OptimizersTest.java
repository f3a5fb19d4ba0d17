package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What may be chosen about the steps of a training, from the command line.
class OptimizersTest {
  @TempDir Path folder;

  static Stream<String> firstOrder() {
    return Optimizers.CATALOG.names().stream()
        .filter(name -> FirstOrder.class.isAssignableFrom(Optimizers.CATALOG.type(name)));
  }

  /// By its default settings each optimizer learns to tell the flowers apart.
  @ParameterizedTest
  @MethodSource("firstOrder")
  void oneSpecServesEveryOptimizer(String name) {
    Map<String, Object> run = train("--optimizer", name);
    for (String part : List.of("train", "validation", "test")) {
      assertThat((double) Shell.at(run, part).get("accuracy")).as(part).isGreaterThan(0.95);
    }
  }

  @Test
  void schedulesAndTheLikeAreOptionsToo() {
    Map<String, Object> run =
        train(
            "--schedule={cosine: {warmup: 20}}",
            "--clip={global-norm: 2}",
            "--layer-rates=[1, 0.5]",
            "--l2=1e-4",
            "--weight-decay=1e-3");
    assertThat((double) Shell.at(run, "validation").get("accuracy")).isGreaterThan(0.95);
    Shell.run("train", "--schedule", "cosin").refused("--schedule", "did you mean 'cosine'");
    Shell.run("train", "--clip", "global").refused("--clip", "did you mean 'global-norm'");
    assertThat(Shell.run("train", "--layer-rates={1: 0}", "--print-spec").out())
        .contains("layer-rates:");
    Shell.run("train", "--layer-rates={2: 0}", "--out", folder.resolve("no").toString())
        .refused("no layer or parameter '2'", "0.dense.weight");
  }

  private Map<String, Object> train(String... options) {
    Path data = Flowers.write(folder);
    Path run = folder.resolve("run");
    List<String> args = new ArrayList<>(List.of("train", "--data", data.toString()));
    args.addAll(List.of("--target=species", "--layers=relu(32)", "--json", "--quiet"));
    args.addAll(List.of("--out", run.toString()));
    args.addAll(List.of(options));
    return Shell.run(args.toArray(String[]::new)).json();
  }
}

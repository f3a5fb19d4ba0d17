package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Inference;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Probes.Answer;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbesTest {
  private static final int ROWS = 120;

  /// Two classes, inside and outside of a circle.
  private static Dataset circle(double scale, boolean random, long seed) {
    Key key = Key.of(seed);
    float[] x = new float[2 * ROWS];
    float[] y = new float[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      double a = key.normal(2L * i);
      double b = key.normal(2L * i + 1);
      boolean inside = random ? key.fold(1).uniform(i) < 0.5 : a * a + b * b < 1.4;
      x[2 * i] = (float) (scale * a);
      x[2 * i + 1] = (float) (scale * b);
      y[2 * i + (inside ? 0 : 1)] = 1;
    }
    return new Dataset(
        Task.CLASSIFICATION,
        Array.of(Shape.of(ROWS, 2), x),
        Array.of(Shape.of(ROWS, 2), y),
        List.of("a", "b"),
        List.of("inside", "outside"));
  }

  private static Parts parts(double scale, boolean random) {
    return new Parts(
        circle(scale, random, 3),
        Optional.of(circle(scale, random, 4)),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static final Parts CIRCLE = parts(1, false);

  private static Spec spec(Object... further) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", Map.of("layers", List.of("tanh(16)", "dropout(0.1)")));
    tree.put("optimizer", Map.of("adam", 0.02));
    tree.put("batch", 32);
    tree.put("steps", 150);
    tree.put("regularization", Map.of("l2", 1e-4));
    for (int i = 0; i < further.length; i += 2) {
      tree.put((String) further[i], further[i + 1]);
    }
    return Spec.fromTree(tree, path -> "");
  }

  private static void assertFails(Answer a, String name, String why) {
    assertThat(a.name()).isEqualTo(name);
    assertThat(a.passed()).as(a.sentence()).isFalse();
    assertThat(a.sentence()).contains(why).endsWith(".").doesNotContain("%d", "%s");
  }

  @Test
  void healthyTrainingsPassAll() {
    List<Answer> answers = new Probes(spec(), CIRCLE).all();
    assertThat(answers)
        .extracting(Answer::name)
        .containsExactly("P1", "P2", "P3", "P4", "P5", "P6", "P7");
    assertThat(answers).allSatisfy(a -> assertThat(a.passed()).as(a.sentence()).isTrue());
    assertThat(new Probes(spec(), CIRCLE).all()).isEqualTo(answers);
    assertThat(answers.getFirst().toTree()).containsKeys("name", "passed", "sentence", "numbers");
  }

  @Test
  void aRateThatIsTooLowOverfitsNothing() {
    Answer a = new Probes(spec("optimizer", Map.of("adam", 1e-7)), CIRCLE).overfitsFewRows();
    assertFails(a, "P1", "it cannot learn even these");
    assertThat(a.numbers()).containsEntry("steps", 1000L);
  }

  @Test
  void inputsThatAreTooSmallDoNotCount() {
    assertFails(new Probes(spec(), parts(1e-6, false)).usesInputs(), "P2", "inputs do not count");
  }

  @Test
  void labelsAtRandomAreAsGoodShuffled() {
    Probes probes = new Probes(spec(), parts(1, true));
    assertFails(probes.usesLabels(), "P3", "labels say nothing");
    assertThat(probes.overfitsFewRows().passed()).isTrue();
  }

  /// Of four rows of two classes a shuffle can leave all labels where they are.
  @Test
  void labelsOfFewRowsAreShuffledToo() {
    Dataset xor =
        new Dataset(
            Task.CLASSIFICATION,
            Array.of(Shape.of(4, 2), new float[] {0, 0, 0, 1, 1, 0, 1, 1}),
            Array.of(Shape.of(4, 2), new float[] {1, 0, 0, 1, 0, 1, 1, 0}),
            List.of("a", "b"),
            List.of("no", "yes"));
    for (int seed = 0; seed < 5; seed++) {
      Answer a = new Probes(spec("seed", seed), Parts.of(xor)).usesLabels();
      assertThat(a.passed()).as(a.sentence()).isTrue();
    }
  }

  @Test
  void lossesThatAreSumsDoubleWithTheBatch() {
    Loss sum = (output, target) -> output.sub(target).square().sum();
    Network network =
        new Network(2, List.of(new Dense(2, Activations.IDENTITY)), Activations.IDENTITY);
    Tree<Array> params = network.init(Key.of(1), DType.F32);
    Answer a =
        Probes.treatsRowsAlike(
            new Inference(network, sum, Activations.IDENTITY), params, CIRCLE.train().spread(16));
    assertFails(a, "P4", "the loss is a sum");
    assertThat((double) a.numbers().get("doubled")).isBetween(1.999, 2.001);
    assertThat((double) a.numbers().get("permuted")).isLessThan(1e-5);
  }

  @ParameterizedTest
  @CsvSource({"sgd", "adam", "momentum", "nadam", "rprop"})
  void negativeRatesLeadUpward(String optimizer) {
    assertThat(new Probes(spec("optimizer", Map.of(optimizer, 3)), CIRCLE).descends().passed())
        .isTrue();
    Answer a = new Probes(spec("optimizer", Map.of(optimizer, -3)), CIRCLE).descends();
    assertFails(a, "P5", "sign of the learning rate");
  }

  @Test
  void minimizersLeadDownward() {
    Probes probes = new Probes(spec("optimizer", "lbfgs", "steps", 30), CIRCLE);
    assertThat(probes.all()).allSatisfy(a -> assertThat(a.passed()).as(a.sentence()).isTrue());
    assertThat(probes.rates().numbers()).isEmpty();
  }

  @Test
  void deadOutputsHaveNoGradient() {
    Map<String, Object> dead =
        Map.of(
            "layers",
            List.of(),
            "output",
            Map.of("activation", "relu", "bias", Map.of("constant", -100)));
    assertFails(
        new Probes(spec("model", dead, "loss", "mse"), CIRCLE).descends(),
        "P5",
        "the gradient is 0 or lost in rounding");
  }

  /// The logarithm of an output that is 0.
  @Test
  void lossesThatAreNotFiniteAreSaid() {
    Map<String, Object> zeros =
        Map.of("layers", List.of(), "output", Map.of("activation", "relu", "init", "zeros"));
    List<Answer> all = new Probes(spec("model", zeros), CIRCLE).all();
    assertThat(all).noneMatch(Answer::passed);
    for (int i : new int[] {3, 4, 5}) {
      assertFails(all.get(i), "P" + (i + 1), "not finite at the start");
    }
  }

  @Test
  void kinksAtTheStartAreSeen() {
    Map<String, Object> kink =
        Map.of(
            "layers",
            List.of(Map.of("dense", Map.of("units", 4, "activation", "relu", "init", "zeros"))));
    assertFails(new Probes(spec("model", kink), CIRCLE).differentiates(), "P6", "kink");
  }

  @ParameterizedTest
  @CsvSource({"1e-7, too low", "1e5, too high", "300, too high", "-0.1, upward"})
  void ratesAreSetRight(double rate, String what) {
    Spec spec = spec("optimizer", Map.of("sgd", rate));
    RateSweep sweep = RateSweep.of(spec, CIRCLE).orElseThrow();
    assertThat(sweep.points()).hasSizeGreaterThanOrEqualTo(11);
    assertFails(sweep.answer(), "P7", what);
    double best = sweep.best().orElseThrow().rate();
    assertThat(best).isBetween(sweep.smallest().get().rate(), sweep.largest().get().rate());
    assertThat(sweep.answer().numbers()).containsEntry("best", best);
    Spec better = spec("optimizer", Map.of("sgd", best));
    assertThat(RateSweep.of(better, CIRCLE).orElseThrow().answer().passed()).isTrue();
  }

  @Test
  void noRateHelpsADeadNetwork() {
    Map<String, Object> dead =
        Map.of(
            "layers",
            List.of(),
            "output",
            Map.of("activation", "relu", "bias", Map.of("constant", -100)));
    Spec spec = spec("model", dead, "loss", "mse", "optimizer", Map.of("sgd", 0.1));
    assertFails(new Probes(spec, CIRCLE).rates(), "P7", "not the rate");
  }
}

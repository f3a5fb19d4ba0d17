package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.graph.Expr;
import io.gradus.nn.diagnose.Anatomy.Place;
import io.gradus.nn.diagnose.Provenance.Phase;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import io.gradus.op.Bilinear;
import io.gradus.op.Pointwise;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnatomyTest {
  private static final List<Object> LAYERS =
      List.of(
          "tanh(5)",
          "batch-normalization",
          "dropout(0.1)",
          Map.of("residual", Map.of("layers", List.of("sigmoid(4)"))),
          "layer-normalization");

  private static Anatomy anatomy(String reduction) {
    Spec spec =
        Spec.fromTree(
            Map.of(
                "data",
                Map.of("digits", 40),
                "model",
                Map.of("layers", LAYERS),
                "reduction",
                reduction,
                "regularization",
                Map.of("l2", 0.1),
                "clip",
                Map.of("global-norm", 1)),
            path -> "");
    Parts parts = Parts.load(spec);
    TrainStep.State start = new Rehearsal(spec, parts).state();
    return new Anatomy(TrainStep.of(spec, parts.train()), 3, start.optimizer().names());
  }

  /// What is built once more is what the graph consists of, node for node.
  @ParameterizedTest
  @ValueSource(strings = {"mean", "sum"})
  void nodesAreThoseOfTheGraph(String reduction) {
    Anatomy anatomy = anatomy(reduction);
    assertThat(anatomy.nodes()).containsExactlyInAnyOrderElementsOf(anatomy.graph().nodes());
    assertThat(
            anatomy.nodes().stream()
                .map(anatomy::place)
                .filter(p -> p.phase() != Phase.UPDATE)
                .map(Place::where)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "0.dense",
            "1.batch-normalization",
            "2.dropout",
            "3.residual",
            "4.layer-normalization",
            "5.dense",
            "loss");
  }

  /// The products of a layer's weights on the way there and back, and those of its gradient.
  @Test
  void productsBelongToTheirLayers() {
    Anatomy anatomy = anatomy("mean");
    Map<Phase, List<String>> products =
        anatomy.nodes().stream()
            .filter(e -> e.op() instanceof Bilinear.Contract)
            .map(anatomy::place)
            .collect(
                Collectors.groupingBy(
                    Place::phase, Collectors.mapping(Place::where, Collectors.toList())));
    assertThat(products.get(Phase.FORWARD))
        .containsExactly("0.dense", "3.residual", "3.residual", "5.dense");
    assertThat(products.get(Phase.BACKWARD))
        .containsExactlyInAnyOrder(
            "5.dense",
            "5.dense",
            "3.residual",
            "3.residual",
            "3.residual",
            "3.residual",
            "0.dense");
  }

  /// The norm of all gradients belongs to no parameter alone; the penalty of a weight does, even
  /// though the norm is made of it.
  @Test
  void whatParametersShareBelongsToTheOptimizer() {
    Anatomy anatomy = anatomy("mean");
    List<Expr> roots =
        anatomy.nodes().stream()
            .filter(e -> e.op() == Pointwise.Unary.SQRT)
            .filter(e -> anatomy.place(e).phase() == Phase.UPDATE)
            .toList();
    assertThat(roots).extracting(e -> anatomy.place(e).where()).contains("optimizer");
    Expr weight = anatomy.params().get("5.dense.weight");
    List<Expr> penalties =
        anatomy.nodes().stream()
            .filter(e -> e.op() instanceof Bilinear.Mul && e.args().contains(weight))
            .toList();
    assertThat(penalties)
        .isNotEmpty()
        .extracting(anatomy::place)
        .containsOnly(new Place(Phase.UPDATE, "5.dense.weight"));
  }

  @Test
  void rowsGrowWithTheBatch() {
    Anatomy anatomy = anatomy("mean");
    assertThat(anatomy.row(anatomy.x(), anatomy.x().shape().dim(1))).hasValue(1);
    Expr weight = anatomy.params().get("0.dense.weight");
    assertThat(anatomy.row(weight, 7)).isEmpty();
    assertThat(anatomy.row(anatomy.loss(), 0)).isEmpty();
  }
}

package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.EmpiricalRisk;
import io.gradus.nn.optim.Minimizer;
import io.gradus.nn.optim.Optimizers;
import java.util.List;

/// The best answer that does not look at the inputs.
final class ConstantAnswer {
  private static final int ROWS = 2048;
  private static final int ITERATIONS = 60;

  private ConstantAnswer() {}

  /// The least loss of a constant answer: that of a network with nothing but a bias, found by
  /// L-BFGS; of the output activation that the loss calls for.
  static double loss(Model.Description d, Dataset train) {
    Array y = train.spread(ROWS).targets().cast(DType.F64);
    Loss loss = d.loss();
    Activation head = loss.natural().orElse(usual(d.task()));
    Network bias = new Network(1, List.of(new Dense(train.outputs(), Activations.IDENTITY)), head);
    Tree<Array> params = bias.init(Key.of(0), DType.F64);
    Array nothing = Array.zeros(DType.F64, Shape.of(y.shape().dim(0), 1));
    EmpiricalRisk risk = new EmpiricalRisk(bias, loss, head, params, nothing, y);
    Minimizer minimizer = (Minimizer) Optimizers.CATALOG.named("lbfgs");
    Tree<Array> state = minimizer.start(risk, risk.vector(params));
    boolean moved = true;
    for (int i = 0; i < ITERATIONS && moved; i++) {
      Minimizer.Iteration next = minimizer.iterate(risk, state);
      state = next.state();
      moved = next.moved();
    }
    return Minimizer.point(state).value();
  }

  private static Activation usual(Task task) {
    return switch (task) {
      case CLASSIFICATION -> Activations.SOFTMAX;
      case MULTI_LABEL -> Activations.SIGMOID;
      case REGRESSION -> Activations.IDENTITY;
    };
  }
}

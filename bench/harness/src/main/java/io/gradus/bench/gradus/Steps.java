package io.gradus.bench.gradus;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.bench.child.Workload;
import io.gradus.eval.Backend;
import io.gradus.nn.train.TrainStep;
import java.util.ArrayList;
import java.util.List;

/// A compiled step of training, which changes parameters and optimizer in place.
final class Steps {
  private final Backend.Executable executable;
  private final List<Array> carried = new ArrayList<>();
  private final int params;
  private final List<Array> loss = List.of(Array.zeros(DType.F32, Shape.SCALAR));

  Steps(Workload w) {
    TrainStep step = Nets.step(w);
    TrainStep.State start = step.start(Nets.params(w));
    start.params().values().forEach(a -> carried.add(a.copy()));
    params = carried.size();
    start.optimizer().values().forEach(a -> carried.add(a.copy()));
    executable = Backend.current().compile(step.graph(w.batch()), carried.size());
  }

  /// The operands for a batch, which stay the same from step to step.
  List<Array> operands(Array x, Array y) {
    List<Array> args = new ArrayList<>(carried);
    args.add(x);
    args.add(y);
    return List.copyOf(args);
  }

  void run(List<Array> operands) {
    executable.run(operands, loss);
  }

  /// The parameters of now.
  List<Array> params() {
    return carried.subList(0, params);
  }

  /// The loss before the last step.
  double loss() {
    return loss.getFirst().item();
  }
}

package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Target;
import io.gradus.nn.io.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The trained model that a training goes on with, if its spec names one.
final class Base {
  private Base() {}

  private static Optional<Model> of(Spec spec) {
    return spec.model().from().map(folder -> Model.load(Path.of(folder)));
  }

  /// The way from a table to its inputs, if it was made from a table.
  ///
  /// @throws UserException if it predicts other columns than the spec wants
  static Optional<Preprocessor> preprocessor(Spec spec) {
    Optional<Preprocessor> p = of(spec).flatMap(Model::preprocessor);
    p.ifPresent(learned -> {
      List<String> targets = learned.targets().stream().map(Target::column).toList();
      if (!targets.equals(spec.data().target())) {
        throw new UserException(
            "the model in "
                + spec.model().from().orElseThrow()
                + " predicts "
                + String.join(", ", targets)
                + ", but the target is "
                + String.join(", ", spec.data().target()));
      }
    });
    return p;
  }

  /// Its network and loss.
  ///
  /// @throws UserException if it does not fit the examples
  static Optional<Model.Description> description(Spec spec, Dataset train) {
    Optional<Model.Description> base = of(spec).map(Model::description);
    base.ifPresent(d -> {
      int outputs = d.network().outputs();
      if (d.inputs() != train.width() || outputs != train.outputs() || d.task() != train.task()) {
        throw new UserException(
            "the model in %s is for %s with %d inputs and %d outputs, but the data for %s with %d and %d"
                .formatted(
                    spec.model().from().orElseThrow(),
                    d.task().text(),
                    d.inputs(),
                    outputs,
                    train.task().text(),
                    train.width(),
                    train.outputs()));
      }
    });
    return base;
  }

  /// Its weights, in the number format of the spec.
  static Optional<Tree<Array>> params(Spec spec) {
    return of(spec).map(m -> m.params().map(a -> a.cast(spec.precision())));
  }
}

package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.EmpiricalRisk;

/// The mean loss of a training set as a function of all learned parameters.
///
/// @param risk the function
/// @param start where training begins
public record LossSurface(EmpiricalRisk risk, double[] start) {
  /// The function that a spec minimizes.
  ///
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static LossSurface of(Spec spec, Dataset train) {
    Setup setup = Setup.of(spec, train);
    Model.Description d = setup.description();
    Tree<Array> params = setup.init(spec, train);
    EmpiricalRisk risk =
        new EmpiricalRisk(
            d.network(), d.loss(), d.activation(), params, train.features(), train.targets());
    return new LossSurface(risk, risk.vector(params));
  }
}

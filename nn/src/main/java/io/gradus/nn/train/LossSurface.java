package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.EmpiricalRisk;

/// The mean loss of a training set as a function of all learned parameters.
///
/// @param risk the function
/// @param start where training begins, or where else one wants to look
public record LossSurface(EmpiricalRisk risk, double[] start) {
  /// The function that a spec minimizes.
  ///
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static LossSurface of(Spec spec, Dataset train) {
    return of(spec, train, train.size());
  }

  /// The same of some of the rows.
  ///
  /// @param rows how many at most, spread evenly
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static LossSurface of(Spec spec, Dataset train, int rows) {
    return of(spec, train, Setup.of(spec, train).init(spec, train), rows);
  }

  /// The same around some parameters.
  ///
  /// @param params the parameters, and the buffers, which stay as they are
  /// @param rows how many rows at most, spread evenly
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static LossSurface of(Spec spec, Dataset train, Tree<Array> params, int rows) {
    Model.Description d = Setup.of(spec, train).description();
    Dataset some = train.spread(rows);
    EmpiricalRisk risk =
        new EmpiricalRisk(
            d.network(), d.loss(), d.activation(), params, some.features(), some.targets());
    return new LossSurface(risk, risk.vector(params));
  }
}

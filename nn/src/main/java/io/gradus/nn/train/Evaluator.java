package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Inference;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.io.Model;
import java.util.Map;
import java.util.Optional;

/// Measures a model: one way for training and afterwards, so that the same parameters and rows give
/// the same numbers, bit for bit.
public final class Evaluator {
  private final Model.Description description;
  private final Optional<Preprocessor> preprocessor;
  private final Inference inference;

  Evaluator(Model.Description description, Optional<Preprocessor> preprocessor) {
    this.description = description;
    this.preprocessor = preprocessor;
    this.inference =
        new Inference(description.network(), description.loss(), description.activation());
  }

  /// What a trained model is worth on examples with known answers.
  ///
  /// @throws io.gradus.nn.UserException if the examples do not fit the model
  public static Evaluation measure(Model model, Dataset data) {
    return new Evaluator(model.description(), model.preprocessor()).measure(model.params(), data);
  }

  /// The [scores][Evaluation#scores] of a trained model.
  ///
  /// @throws io.gradus.nn.UserException if the examples do not fit the model
  public static Map<String, Double> evaluate(Model model, Dataset data) {
    return measure(model, data).scores();
  }

  /// The scores for some parameters.
  Map<String, Double> evaluate(Tree<Array> params, Dataset data) {
    return measure(params, data).scores();
  }

  private Evaluation measure(Tree<Array> params, Dataset data) {
    Dataset d = data.cast(description.precision());
    Inference.Evaluation e = inference.evaluate(params, d);
    return Metrics.of(
        d,
        Model.inUnits(d.targets(), preprocessor),
        Model.inUnits(e.outputs(), preprocessor),
        e.loss());
  }
}

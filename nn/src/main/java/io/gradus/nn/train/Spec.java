package io.gradus.nn.train;

import io.gradus.array.DType;
import io.gradus.nn.Activation;
import io.gradus.nn.Codec;
import io.gradus.nn.Initializer;
import io.gradus.nn.Layer;
import io.gradus.nn.Loss;
import io.gradus.nn.Setting;
import io.gradus.nn.Settings;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Cache;
import io.gradus.nn.data.Digits;
import io.gradus.nn.data.Options.Encoding;
import io.gradus.nn.data.Options.Missing;
import io.gradus.nn.data.Options.Scaling;
import io.gradus.nn.data.Task;
import io.gradus.nn.optim.Clip;
import io.gradus.nn.optim.LayerRates;
import io.gradus.nn.optim.LineSearch;
import io.gradus.nn.optim.LineSearches;
import io.gradus.nn.optim.Optimizer;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.optim.Regularization;
import io.gradus.nn.optim.Schedule;
import io.gradus.nn.optim.Schedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// All that determines a training: data, model, loss, optimizer and length.
///
/// The record header is the reference of the spec file: [#fromTree] and [#toTree] follow it.
public record Spec(
    @Setting(doc = "What to learn from.") Data data,
    @Setting(doc = "The network.") Model model,
    @Setting(value = "auto", doc = "What to minimize; auto: chosen from the task.")
        Optional<Loss> loss,
    @Setting(value = "adam", doc = "How to minimize it; for a formula levenberg-marquardt.")
        Optimizer optimizer,
    @Setting(doc = "How the learning rate goes on; several schedules multiply.")
        List<Schedule> schedule,
    @Setting(doc = "Factors of the learning rate by layer, a list or by name; 0 freezes.")
        Optional<LayerRates> layerRates,
    @Setting(doc = "A limit for gradients: value, norm or global-norm.") Optional<Clip> clip,
    @Setting(doc = "What keeps weights small.") Regularization regularization,
    @Setting(value = "32", empty = "all", min = 1, doc = "The rows of a step, a number or all.")
        Optional<Integer> batch,
    @Setting(value = "mean", doc = "What a step descends: the mean loss of its rows, or their sum.")
        Reduction reduction,
    @Setting(
            value = "auto",
            min = 1,
            doc = "Passes over the training data; auto: about 4,000 steps, 20 to 200 passes.")
        Optional<Integer> epochs,
    @Setting(min = 1, doc = "The number of steps; stands in place of epochs.")
        Optional<Integer> steps,
    @Setting(doc = "When to stop early.") Stop stop,
    @Setting(value = "shuffle", doc = "The order of the rows.") Sampling sampling,
    @Setting(doc = "What is written down while training.") Log log,
    @Setting(value = "42", doc = "The source of all randomness.") long seed,
    @Setting(value = "1", min = 1, doc = "How often to train, each time with the next seed.")
        int repeat,
    @Setting(
            value = "float32",
            doc = "The number format, float32 or float64; for a formula float64.")
        DType precision) {

  /// Where examples come from and how they become numbers.
  ///
  /// Without a table or images these are the embedded digits.
  public record Data(
      @Setting(doc = "A table of comma-separated values.") Optional<String> file,
      @Setting(doc = "Images in the IDX format.") Optional<String> images,
      @Setting(doc = "The labels of the images.") Optional<String> labels,
      @Setting(min = 20, max = 1e6, doc = "The number of images of the embedded example.")
          Optional<Integer> digits,
      @Setting(doc = "Examples for the test alone, instead of a share.") Optional<Part> test,
      @Setting(doc = "Examples for validation alone, instead of a share.")
          Optional<Part> validation,
      @Setting(doc = "The column or columns to predict.") List<String> target,
      @Setting(value = "auto", doc = "What is learned; auto: seen from the target.")
          Optional<Task> task,
      @Setting(doc = "The columns to predict from; default: all but the target.")
          List<String> features,
      @Setting(doc = "The shares that are held back.") Split split,
      @Setting(
              value = "standardize",
              doc =
                  "How numbers are scaled; standardize: to mean 0 and deviation 1, within ±5;"
                      + " for a formula none.")
          Scaling numeric,
      @Setting(value = "one-hot", doc = "How categories become numbers.") Encoding categorical,
      @Setting(value = "impute", doc = "What is done about missing values.") Missing missing,
      @Setting(
              value = "auto",
              doc =
                  "How numeric targets are scaled, for a formula none; metrics are in the user's"
                      + " units.")
          Scaling targetScaling,
      @Setting(
              value = "auto",
              doc =
                  "Where large data lie: memory, disk, or auto, which is disk if they are large"
                      + " for the heap.")
          Cache cache) {
    /// Checks that the source is one.
    public Data {
      if (file.isPresent() && (images.isPresent() || digits.isPresent())) {
        throw new UserException("give either file or images, not both");
      }
      if (images.isPresent() != labels.isPresent()) {
        throw new UserException(
            images.isPresent() ? "images need labels to train" : "labels without images");
      }
      if (test.isPresent() && split.folds().isPresent()) {
        throw new UserException("split.folds makes test parts of the data; leave out test");
      }
      if (file.isEmpty() && images.isEmpty() && digits.isEmpty()) {
        digits = Optional.of(Digits.COUNT);
      }
    }
  }

  /// Further examples of the same kind.
  public record Part(
      @Setting(doc = "A table with the same columns.") Optional<String> file,
      @Setting(doc = "Images of the same size.") Optional<String> images,
      @Setting(doc = "The labels of the images.") Optional<String> labels) {}

  /// Shares of the data that are held back from training.
  public record Split(
      @Setting(value = "0.2", min = 0, max = 0.9, doc = "The share that steers the training.")
          double validation,
      @Setting(value = "0.2", min = 0, max = 0.9, doc = "The share for the final answer.")
          double test,
      @Setting(
              min = 2,
              doc = "The parts of a cross-validation, each of them the test part of a run.")
          Optional<Integer> folds,
      @Setting(min = 1, doc = "The one part to run, from 1; default: all in turn.")
          Optional<Integer> fold) {
    /// Checks that the fold is one of them.
    public Split {
      if (fold.isPresent() && fold.get() > folds.orElse(0)) {
        throw new UserException(
            folds.isPresent()
                ? "fold " + fold.get() + " is none of the " + folds.get() + " folds"
                : "fold needs folds, the number of them");
      }
    }
  }

  /// The network: hidden layers and the output layer.
  public record Model(
      @Setting(value = "relu(128)", doc = "The hidden layers in order; may be empty.")
          List<Layer> layers,
      @Setting(doc = "The last layer.") Output output,
      @Setting(
              value = "auto",
              doc = "How the weights of layers begin that do not say it; auto: what suits each.")
          Optional<Initializer> init,
      @Setting(doc = "A formula such as a*exp(b*x) in place of layers: columns go in by name.")
          Optional<String> formula,
      @Setting(doc = "Where the parameters of the formula begin, by name; 1 if not told.")
          Map<String, Double> start,
      @Setting(
              doc =
                  "The folder of a model to go on with, in place of layers: its network, weights and"
                      + " preprocessing.")
          Optional<String> from) {}

  /// The last layer.
  public record Output(
      @Setting(value = "auto", doc = "The nonlinearity; auto: what task and loss call for.")
          Optional<Activation> activation,
      @Setting(value = "auto", min = 1, doc = "The number of outputs; auto: what the target needs.")
          Optional<Integer> units,
      @Setting(value = "auto", doc = "How the weights begin; auto: like those of other layers.")
          Optional<Initializer> init,
      @Setting(value = "zeros", doc = "How the bias begins.") Initializer bias) {}

  /// When to stop before the end. With patience the best parameters are restored.
  public record Stop(
      @Setting(min = 1, doc = "Epochs without a better validation loss before the training stops.")
          Optional<Integer> patience,
      @Setting(
              min = 0,
              doc = "Stop when ‖w(t) − w(t−1)‖, the change of the weights, is at most this.")
          Optional<Double> weightsChange,
      @Setting(
              min = 0,
              doc =
                  "Stop when the norm of the gradient of a batch is at most this; optimizers that"
                      + " look at all rows stop at 1e-6 if not told.")
          Optional<Double> gradientNorm,
      @Setting(min = 0, doc = "Stop when the exponential running risk changes by at most this.")
          Optional<Double> riskChange,
      @Setting(value = "epoch", doc = "Whether changes are from epoch to epoch or step to step.")
          Interval after,
      @Setting(
              min = 0,
              doc =
                  "Stop after this time; where that is depends on the machine, so that the result"
                      + " is not reproducible.")
          Optional<Double> seconds,
      @Setting(
              value = "false",
              doc =
                  "Stop when the training is lost: after 30 % of the steps the mean loss of an epoch is"
                      + " not below 99 % of the first one's, and the model is no better than a"
                      + " constant answer on the training part.")
          boolean lost) {}

  /// From where to where a change is measured.
  public enum Interval {
    /// Between the ends of two epochs, and for a gradient in the last step of an epoch.
    EPOCH,
    /// Between two steps.
    STEP
  }

  /// What is written down while a training runs.
  public record Log(
      @Setting(value = "0", min = 0, doc = "Steps between lines beside those of epochs; 0: none.")
          int every,
      @Setting(
              value = "true",
              doc = "Whether norms of gradient, weights and update of each layer are logged.")
          boolean layers,
      @Setting(
              value = "0.01",
              min = 0,
              max = 1,
              doc = "The rate λ at which the exponential running risk forgets the past.")
          double forgetting) {}

  private static final Codec CODEC =
      Codec.ofNetworks()
          .with(Optimizer.class, Optimizers.CATALOG)
          .with(LineSearch.class, LineSearches.CATALOG)
          .with(Schedule.class, Schedules.CATALOG)
          .with(Clip.class, Clip.CATALOG)
          .with(LayerRates.class, LayerRates.CONVERTER);

  /// What can be set.
  public static Settings settings() {
    return new Settings(CODEC, Spec.class);
  }

  /// The defaults where the model is a formula: its parameters mean something in the user's units.
  private static final Map<String, Object> FORMULA =
      Map.of(
          "data", Map.of("numeric", "none", "target-scaling", "none"),
          "optimizer", "levenberg-marquardt",
          "precision", "float64");

  /// A tree with what it lacks.
  private static Map<String, Object> filled(Map<?, ?> tree, Map<?, ?> defaults) {
    Map<String, Object> full = new LinkedHashMap<>();
    tree.forEach((key, value) -> full.put(String.valueOf(key), value));
    defaults.forEach((key, value) ->
        full.merge(
            String.valueOf(key),
            value,
            (given, usual) ->
                given instanceof Map<?, ?> g && usual instanceof Map<?, ?> u
                    ? filled(g, u)
                    : given));
    return full;
  }

  /// The spec without any choices: the embedded digits with all defaults.
  public static Spec defaults() {
    return fromTree(Map.of(), path -> "");
  }

  /// The spec that a tree of maps, lists and values describes; what is left out has its default.
  ///
  /// @param place the place of a dotted path in the user's file, such as `spec.yaml:12`, or an
  ///   empty text if it is not known
  /// @throws UserException naming place and likely fix of the first mistake
  public static Spec fromTree(Map<String, ?> tree, UnaryOperator<String> place) {
    boolean formula = tree.get("model") instanceof Map<?, ?> m && m.get("formula") != null;
    return CODEC.read(Spec.class, formula ? filled(tree, FORMULA) : tree, place);
  }

  /// This spec with another value of one setting.
  ///
  /// @param path the dotted path of the setting, through keys that the spec has; an element of a
  ///   list is named by its number, as in `model.layers.0.dense.units`
  /// @param value the value as in a spec file; null for the default
  /// @throws UserException if the value does not suit the setting
  @SuppressWarnings("unchecked") // a record is written as a map with text keys
  public Spec with(String path, Object value) {
    Map<String, Object> tree = toTree();
    Object node = tree;
    String[] keys = path.split("\\.");
    for (int i = 0; i < keys.length - 1; i++) {
      node =
          node instanceof List<?> list
              ? list.get(Integer.parseInt(keys[i]))
              : node instanceof Map<?, ?> map ? map.get(keys[i]) : null;
    }
    if (!(node instanceof Map<?, ?>)) {
      throw new UserException("the spec has no setting " + path);
    }
    ((Map<String, Object>) node).put(keys[keys.length - 1], value);
    return fromTree(tree, place -> "");
  }

  /// The rows of a step, of so many examples.
  public int batch(int examples) {
    return Math.min(batch.orElse(examples), examples);
  }

  /// The spec as maps, lists, texts, numbers and truth values, with all defaults in it; [#fromTree]
  /// makes the same spec from it.
  @SuppressWarnings("unchecked") // a record is written as a map with text keys
  public Map<String, Object> toTree() {
    return (Map<String, Object>) CODEC.write(this);
  }
}

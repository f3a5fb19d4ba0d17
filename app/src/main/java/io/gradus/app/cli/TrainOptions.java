package io.gradus.app.cli;

import io.gradus.app.spec.Draft;
import io.gradus.nn.Layers;
import io.gradus.nn.UserException;
import io.gradus.nn.train.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options that make a training spec, alone or on top of a file. Each has its place in the
/// spec; the values are texts here, since the spec checks them with better sentences.
final class TrainOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "A training spec in YAML or JSON; options override it.")
  Path file;

  @Option(names = "--data", paramLabel = "FILE", description = "Table (CSV) or images (IDX).")
  String data;

  @Option(names = "--labels", paramLabel = "FILE", description = "Labels of the images.")
  String labels;

  @Option(names = "--test-data", paramLabel = "FILE", description = "Data for the test alone.")
  String testData;

  @Option(names = "--test-labels", paramLabel = "FILE", description = "Labels of them.")
  String testLabels;

  @Option(
      names = "--validation-data",
      paramLabel = "FILE",
      description = "Data for validation alone.")
  String validationData;

  @Option(names = "--validation-labels", paramLabel = "FILE", description = "Labels of them.")
  String validationLabels;

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "COLUMN",
      description = "What to predict, one or several columns.")
  List<String> target;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "COLUMN",
      description = "What to predict from; default: all others.")
  List<String> features;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "classification, multi-label or regression; default: by the target.")
  String task;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description = "Share held back to steer the training; default: 0.2.")
  String validation;

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      description = "Share held back for the final answer; default: 0.2.")
  String test;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "Cross-validation: K runs, each with another K-th of the data as its test.")
  String folds;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "N runs with the seeds seed, seed + 1, …")
  String repeat;

  @Option(
      names = "--numeric",
      paramLabel = "HOW",
      description = "Scaling of numbers: standardize, minmax, none.")
  String numeric;

  @Option(
      names = "--categorical",
      paramLabel = "HOW",
      description = "Categories: one-hot, embedding, ordinal.")
  String categorical;

  @Option(
      names = "--missing",
      paramLabel = "HOW",
      description = "Missing values: impute, drop, error.")
  String missing;

  @Option(
      names = "--target-scaling",
      paramLabel = "HOW",
      description = "Scaling of numeric targets: standardize, minmax, none.")
  String targetScaling;

  @Option(
      names = "--cache",
      paramLabel = "PLACE",
      description = "Where large data lie: auto, memory, disk.")
  String cache;

  @Option(
      names = "--layers",
      paramLabel = "LAYERS",
      description = "Hidden layers, such as \"relu(64),relu(32)\"; \"\" for none.")
  String layers;

  @Option(names = "--output", paramLabel = "NAME", description = "Activation of the output.")
  String output;

  @Option(
      names = "--init",
      paramLabel = "NAME",
      description = "How weights begin where the spec does not say it, such as he-uniform.")
  String init;

  @Option(names = "--loss", paramLabel = "NAME", description = "Loss; default: by the task.")
  String loss;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "Optimizer, such as sgd, momentum, rmsprop or adam (default).")
  String optimizer;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate.")
  String lr;

  @Option(names = "--batch", paramLabel = "N", description = "Rows of a step; default: 32.")
  String batch;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data.")
  String epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Steps, in place of epochs.")
  String steps;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after N epochs without a better validation loss.")
  String patience;

  @Option(
      names = "--sampling",
      paramLabel = "ORDER",
      description =
          "shuffle (default), sequential, alternate-classes, hardest-first or replacement.")
  String sampling;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Source of all randomness; default: 42.")
  String seed;

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      description = "float32 (default) or float64.")
  String precision;

  /// The spec that file and options describe.
  ///
  /// @throws io.gradus.nn.UserException naming line or option of the first mistake
  Spec spec() {
    if (file != null && file.toString().matches(".*\\.(csv|tsv|gz)")) {
      throw new UserException(file + " is no spec; for data say --data " + file);
    }
    Draft draft = file == null ? new Draft() : Draft.of(file);
    source(draft, "data", "", data, labels);
    source(draft, "data.test", "test-", testData, testLabels);
    source(draft, "data.validation", "validation-", validationData, validationLabels);
    draft.set("--target", "data.target", target);
    draft.set("--features", "data.features", features);
    draft.set("--task", "data.task", task);
    draft.set("--validation", "data.split.validation", validation);
    draft.set("--test", "data.split.test", test);
    draft.set("--folds", "data.split.folds", folds);
    draft.set("--repeat", "repeat", repeat);
    draft.set("--numeric", "data.numeric", numeric);
    draft.set("--categorical", "data.categorical", categorical);
    draft.set("--missing", "data.missing", missing);
    draft.set("--target-scaling", "data.target-scaling", targetScaling);
    draft.set("--cache", "data.cache", cache);
    if (layers != null) {
      draft.set("--layers", "model.layers", Layers.split(layers));
    }
    draft.set("--output", "model.output.activation", output);
    draft.set("--init", "model.init", init);
    draft.set("--loss", "loss", loss);
    optimizer(draft);
    draft.set("--batch", "batch", batch);
    if (epochs != null) {
      draft.remove("steps");
    }
    draft.set("--epochs", "epochs", epochs);
    if (steps != null) {
      draft.remove("epochs");
    }
    draft.set("--steps", "steps", steps);
    draft.set("--patience", "stop.patience", patience);
    draft.set("--sampling", "sampling", sampling);
    draft.set("--seed", "seed", seed);
    draft.set("--precision", "precision", precision);
    return Spec.fromTree(draft.tree(), draft::place);
  }

  private static void source(Draft draft, String path, String option, String data, String labels) {
    if (data != null) {
      for (String key : List.of("file", "images", "labels", "digits")) {
        draft.remove(path + "." + key);
      }
    }
    if (data != null && labels == null && data.matches(".*(ubyte|idx).*")) {
      throw new UserException(
          data + " looks like images; add their labels by --" + option + "labels FILE");
    }
    boolean images = labels != null || draft.get(path + ".labels") != null;
    draft.set("--" + option + "data", path + (images ? ".images" : ".file"), data);
    draft.set("--" + option + "labels", path + ".labels", labels);
  }

  /// A learning rate belongs to the optimizer that is chosen, here or in the file.
  private void optimizer(Draft draft) {
    Object before = draft.get("optimizer");
    String name =
        before instanceof Map<?, ?> map && !map.isEmpty()
            ? String.valueOf(map.keySet().iterator().next())
            : before == null ? "adam" : String.valueOf(before);
    if (optimizer != null && !optimizer.equals(name)) {
      name = optimizer;
      draft.set("--optimizer", "optimizer", name);
    }
    draft.set("--lr", "optimizer." + name + ".lr", lr);
  }
}

package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Embedding;
import io.gradus.nn.Formula;
import io.gradus.nn.Layer;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Category;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.Chain;
import io.gradus.nn.optim.Course;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.GradientTransform;
import io.gradus.nn.optim.Minimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a spec comes to for given data: every `auto` decided.
///
/// @param description the network with its loss
/// @param batch the rows of a step
/// @param stepsPerEpoch the number of batches of an epoch; the last one may be smaller
/// @param steps the number of steps of the training
/// @param notes what the user should know, a sentence each
public record Setup(
    Model.Description description, int batch, int stepsPerEpoch, long steps, List<String> notes) {
  private static final int USUAL_STEPS = 4000;
  private static final int FITTED = 4096; // examples that initializers look at

  /// Decides.
  ///
  /// @throws UserException if the spec does not fit the data
  public static Setup of(Spec spec, Dataset train) {
    Spec.Output output = spec.model().output();
    Task task = train.task();
    Optional<Model.Description> base = Base.description(spec, train);
    Loss chosen =
        spec.loss()
            .or(() -> base.map(Model.Description::loss))
            .orElseGet(() ->
                switch (task) {
                  case CLASSIFICATION -> Losses.CATALOG.named("cross-entropy");
                  case MULTI_LABEL -> Losses.CATALOG.named("binary-cross-entropy");
                  case REGRESSION -> Losses.CATALOG.named("mse");
                });
    Loss loss =
        task == Task.REGRESSION ? chosen : chosen.forClasses(train.classCounts(), train.size());
    Activation activation =
        output
            .activation()
            .or(() -> base.map(Model.Description::activation))
            .or(loss::natural)
            .orElseGet(() -> usual(task));
    int units = output.units().orElse(train.outputs());
    if (units != train.outputs()) {
      throw new UserException(
          "model.output.units is "
              + units
              + ", but the target needs "
              + train.outputs()
              + "; leave it out or write auto");
    }
    List<Layer> layers =
        base.map(Model.Description::layers)
            .or(() ->
                spec.model().formula().map(text -> formula(text, spec.model().start(), train)))
            .orElseGet(() -> layers(spec.model(), units, train));
    boolean whole = spec.optimizer() instanceof Minimizer;
    int batch = whole ? train.size() : spec.batch(train.size());
    int batches = Math.ceilDiv(train.size(), batch);
    long steps =
        spec.steps()
            .map(Integer::longValue)
            .orElseGet(() -> (long) batches * spec.epochs().orElseGet(() -> usualEpochs(batches)));
    Model.Description description =
        new Model.Description(
            task, train.width(), layers, activation, loss, spec.precision(), train.targetNames());
    return new Setup(description, batch, batches, steps, notes(spec, description));
  }

  private static List<String> notes(Spec spec, Model.Description description) {
    return switch (spec.optimizer()) {
      case Minimizer _ -> FullBatch.notes(spec, description.network());
      case FirstOrder f when f.lr() < 0 ->
          List.of("the learning rate " + f.lr() + " is negative, so that the loss is climbed");
      case FirstOrder _ -> List.of();
    };
  }

  /// The norm of the gradient at which a minimizer ends if not told: 0 for a formula, whose scale
  /// nobody knows.
  private static double least(Spec spec) {
    return spec.model().formula().isPresent() ? 0 : 1e-6;
  }

  private static List<Layer> layers(Spec.Model model, int units, Dataset train) {
    Spec.Output output = model.output();
    Layer last = new Dense(units, Activations.IDENTITY, output.init(), output.bias());
    return Stream.concat(embedded(model.layers(), train.categories()), Stream.of(last))
        .map(layer -> model.init().map(layer::withInit).orElse(layer))
        .toList();
  }

  private static List<Layer> formula(String text, Map<String, Double> start, Dataset train) {
    if (train.task() != Task.REGRESSION || train.outputs() != 1) {
      throw new UserException("a formula predicts one number, so that target must be one number");
    }
    return List.of(new Formula(text, train.featureNames(), start));
  }

  /// The number of passes over the data, the last one perhaps not whole.
  public int epochs() {
    return (int) Math.ceilDiv(steps, (long) stepsPerEpoch);
  }

  /// What takes the steps.
  Stepping stepping(Spec spec, Dataset train) {
    return switch (spec.optimizer()) {
      case FirstOrder f ->
          new ByBatch(step(spec), new LearningRate(f.lr(), spec.schedule(), course(spec)), train);
      case Minimizer m ->
          new FullBatch(m, description, train, spec.stop().gradientNorm().orElse(least(spec)));
    };
  }

  /// The parameters before the first step.
  public Tree<Array> init(Spec spec, Dataset train) {
    return Base.params(spec).orElseGet(() -> fresh(spec, train));
  }

  private Tree<Array> fresh(Spec spec, Dataset train) {
    Network network = description.network();
    Key key = Keys.PARAMETERS.of(spec);
    if (!network.isFitted()) {
      return network.init(key, spec.precision());
    }
    int rows = Math.min(train.size(), FITTED);
    Array x = Array.zeros(spec.precision(), Shape.of(rows, train.width()));
    Array y = Array.zeros(spec.precision(), Shape.of(rows, train.outputs()));
    train.gather(key.permutation(train.size()), 0, rows, x, y);
    return network.init(key, x, y);
  }

  TrainStep step(Spec spec) {
    return new TrainStep(
        description.network(),
        description.loss(),
        description.activation(),
        spec.reduction(),
        transform(spec),
        spec.precision(),
        Keys.NOISE.of(spec));
  }

  private Course course(Spec spec) {
    return new Course(steps, stepsPerEpoch, Keys.KICKS.of(spec));
  }

  /// The stations of a gradient, in the order that the package of the optimizers states.
  private GradientTransform transform(Spec spec) {
    FirstOrder optimizer =
        switch (spec.optimizer()) {
          case FirstOrder f -> f;
          case Minimizer m -> throw new UserException(m + " takes no steps by batches");
        };
    Course course = course(spec);
    List<GradientTransform> stations = new ArrayList<>();
    spec.regularization().penalty().ifPresent(stations::add);
    spec.clip().ifPresent(stations::add);
    stations.add(optimizer.transform());
    spec.regularization().decay(optimizer.lr()).ifPresent(stations::add);
    spec.schedule().forEach(schedule -> stations.add(schedule.transform(course)));
    spec.layerRates()
        .ifPresent(rates -> {
          rates.check(description.network().parameters().names());
          stations.add(rates);
        });
    return new Chain(stations);
  }

  /// The layers, the first of them an embedding of the categorical columns if there are any.
  private static Stream<Layer> embedded(List<Layer> layers, List<Category> categories) {
    List<Embedding.Column> columns =
        categories.stream().map(c -> new Embedding.Column(c.column(), c.levels())).toList();
    if (!layers.isEmpty() && layers.getFirst() instanceof Embedding e) {
      Layer first = e.columns().isEmpty() ? e.of(columns) : e;
      return Stream.concat(Stream.of(first), layers.stream().skip(1));
    }
    return columns.isEmpty()
        ? layers.stream()
        : Stream.concat(Stream.of(new Embedding(columns)), layers.stream());
  }

  private static Activation usual(Task task) {
    return switch (task) {
      case CLASSIFICATION -> Activations.SOFTMAX;
      case MULTI_LABEL -> Activations.SIGMOID;
      case REGRESSION -> Activations.IDENTITY;
    };
  }

  private static int usualEpochs(int batches) {
    return Math.clamp(Math.ceilDiv(USUAL_STEPS, batches), 20, 200);
  }
}

import dev.firstword.client.FirstwordClient;
import dev.firstword.client.TurnEvent;
import dev.firstword.client.TurnEvents;
import dev.firstword.client.TurnOptions;
import dev.firstword.client.TurnRequest;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Asks two questions as an application would: with an iterator, and with a publisher. */
public class Ask {

  public static void main(String[] arguments) throws Exception {
    System.out.println("Java " + Runtime.version().feature());
    FirstwordClient client = FirstwordClient.builder(URI.create(arguments[0])).build();

    StringBuilder text = new StringBuilder();
    try (TurnEvents events = client.start(TurnRequest.of("Why is the sky blue?"))) {
      for (TurnEvent event : events) {
        if (event instanceof TurnEvent.Text chunk) {
          text.append(chunk.text());
        }
      }
    }
    System.out.println("Answered: " + text);

    CompletableFuture<TurnEvent> last = new CompletableFuture<>();
    client
        .startPublisher(TurnRequest.of("And at sunset?"), TurnOptions.DEFAULTS)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(TurnEvent event) {
                if (event instanceof TurnEvent.Ending) {
                  last.complete(event);
                }
              }

              @Override
              public void onError(Throwable failure) {
                last.completeExceptionally(failure);
              }

              @Override
              public void onComplete() {}
            });
    System.out.println("Published: " + last.get(30, TimeUnit.SECONDS).getClass().getSimpleName());
  }
}

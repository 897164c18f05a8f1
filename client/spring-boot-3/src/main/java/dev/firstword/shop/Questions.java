package dev.firstword.shop;

import dev.firstword.client.FirstwordClient;
import dev.firstword.spring.UserIds;
import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Asks with the client of the starter. */
@RestController
class Questions {

  private final FirstwordClient client;

  Questions(FirstwordClient client) {
    this.client = client;
  }

  @GetMapping("/ask")
  String ask(@RequestParam String question, Principal user) {
    return client.withUser(UserIds.of(user.getName())).ask(question).text();
  }
}

package dev.firstword.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** An application whose users sign in with a password. Its tests are the only ones who call it. */
@SpringBootApplication
public class Shop {

  /** Starts the application, and prints its port. */
  public static void main(String[] arguments) {
    ConfigurableApplicationContext context = SpringApplication.run(Shop.class, arguments);
    System.out.println("Listening on " + context.getEnvironment().getProperty("local.server.port"));
  }

  /** Lets everybody in, so that the tests see what the relay itself refuses. */
  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // Callers without a browser have no session that another site could use.
        .csrf(AbstractHttpConfigurer::disable)
        .httpBasic(Customizer.withDefaults())
        .build();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada").password("{noop}secret").roles("USER").build(),
        User.withUsername("bob").password("{noop}secret").roles("USER").build());
  }
}

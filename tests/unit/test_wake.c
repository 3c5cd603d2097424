/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "guest/wake.h"

static struct wbpf_wake wake;

static int setup(void **state)
{
	(void)state;
	return wbpf_wake_init(&wake);
}

static int teardown(void **state)
{
	(void)state;
	wbpf_wake_fini(&wake);
	return 0;
}

static bool readable(void)
{
	struct pollfd pfd = { .fd = wake.fd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1;
}

static void quiet_at_first(void **state)
{
	(void)state;
	assert_false(readable());
	assert_int_equal(wbpf_wake_check(&wake), 0);
	assert_int_equal(wbpf_wake_take(&wake), 0);
	assert_true(fcntl(wake.fd, F_GETFD) & FD_CLOEXEC);
}

static void a_signal_interrupts_one_call(void **state)
{
	(void)state;
	wbpf_wake_signal(&wake, SIGINT);
	assert_true(readable());
	assert_int_equal(wbpf_wake_check(&wake), -EINTR);
	assert_false(readable());
	assert_int_equal(wbpf_wake_check(&wake), 0);
	assert_int_equal(wbpf_wake_take(&wake), SIGINT);
	assert_int_equal(wbpf_wake_take(&wake), 0);
}

static void the_same_signal_again_interrupts_again(void **state)
{
	(void)state;
	wbpf_wake_signal(&wake, SIGINT);
	assert_int_equal(wbpf_wake_check(&wake), -EINTR);
	wbpf_wake_signal(&wake, SIGINT);
	assert_int_equal(wbpf_wake_check(&wake), -EINTR);
	assert_int_equal(wbpf_wake_take(&wake), SIGINT);
	assert_int_equal(wbpf_wake_take(&wake), 0);
}

static void a_taken_signal_interrupts_no_more(void **state)
{
	(void)state;
	wbpf_wake_signal(&wake, SIGTERM);
	assert_int_equal(wbpf_wake_take(&wake), SIGTERM);
	assert_int_equal(wbpf_wake_check(&wake), 0);
}

static void the_lowest_signal_comes_first(void **state)
{
	(void)state;
	wbpf_wake_signal(&wake, SIGTERM);
	wbpf_wake_signal(&wake, SIGHUP);
	wbpf_wake_signal(&wake, 31);
	assert_int_equal(wbpf_wake_take(&wake), SIGHUP);
	assert_int_equal(wbpf_wake_take(&wake), SIGTERM);
	assert_int_equal(wbpf_wake_take(&wake), 31);
	assert_int_equal(wbpf_wake_take(&wake), 0);
}

static void numbers_that_are_no_signals(void **state)
{
	(void)state;
	wbpf_wake_signal(&wake, 0);
	wbpf_wake_signal(&wake, -1);
	wbpf_wake_signal(&wake, 64);
	assert_false(readable());
	assert_int_equal(wbpf_wake_take(&wake), 0);
}

static void stop_is_sticky(void **state)
{
	(void)state;
	wbpf_wake_signal(&wake, SIGINT);
	wbpf_wake_stop(&wake);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(wbpf_wake_check(&wake), -ECANCELED);
		assert_true(readable());
	}
	assert_int_equal(wbpf_wake_sleep_ns(&wake, -1), -ECANCELED);
}

static void errno_survives(void **state)
{
	(void)state;
	/* Fill the counter: the write in it then fails with EAGAIN. */
	const uint64_t most = UINT64_MAX - 1;

	assert_int_equal(write(wake.fd, &most, sizeof(most)), sizeof(most));
	errno = ENOTTY;
	wbpf_wake_signal(&wake, SIGINT);
	assert_int_equal(errno, ENOTTY);
	assert_int_equal(wbpf_wake_check(&wake), -EINTR);
}

static void sleep_ends_in_time(void **state)
{
	(void)state;
	assert_int_equal(wbpf_wake_sleep_ns(&wake, 0), 0);
	assert_int_equal(wbpf_wake_sleep_ns(&wake, 1000000), 0);
}

static void *signal_soon(void *arg)
{
	usleep(5000);
	wbpf_wake_signal(&wake, SIGINT);
	return arg;
}

static void *stop_soon(void *arg)
{
	usleep(5000);
	wbpf_wake_stop(&wake);
	return arg;
}

static void another_thread_ends_a_sleep(void **state)
{
	pthread_t t;

	(void)state;
	assert_int_equal(pthread_create(&t, NULL, signal_soon, NULL), 0);
	assert_int_equal(wbpf_wake_sleep_ns(&wake, -1), -EINTR);
	pthread_join(t, NULL);
	assert_int_equal(pthread_create(&t, NULL, stop_soon, NULL), 0);
	assert_int_equal(wbpf_wake_sleep_ns(&wake, INT64_MAX), -ECANCELED);
	pthread_join(t, NULL);
}

static void never_a_standard_fd(void **state)
{
	struct wbpf_wake w;
	int saved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

	(void)state;
	close(STDIN_FILENO);
	assert_int_equal(wbpf_wake_init(&w), 0);
	assert_true(w.fd > STDERR_FILENO);
	wbpf_wake_fini(&w);
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	close(saved);
}

/* A signal neither ends the wait nor gets lost; a stop ends it. */
static void waiting_for_an_fd(void **state)
{
	int fds[2];
	pthread_t t;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	wbpf_wake_signal(&wake, SIGINT);
	assert_int_equal(wbpf_wake_wait_fd(&wake, fds[1], POLLOUT), 0);
	assert_int_equal(wbpf_wake_check(&wake), -EINTR);
	wbpf_wake_signal(&wake, SIGINT);
	assert_int_equal(pthread_create(&t, NULL, stop_soon, NULL), 0);
	assert_int_equal(wbpf_wake_wait_fd(&wake, fds[0], POLLIN), -ECANCELED);
	pthread_join(t, NULL);
	assert_true(readable());
	assert_int_equal(wbpf_wake_take(&wake), SIGINT);
	assert_int_equal(wbpf_wake_wait_fd(&wake, fds[0], POLLIN), -ECANCELED);
	close(fds[0]);
	close(fds[1]);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(quiet_at_first),
		CASE(a_signal_interrupts_one_call),
		CASE(the_same_signal_again_interrupts_again),
		CASE(a_taken_signal_interrupts_no_more),
		CASE(the_lowest_signal_comes_first),
		CASE(numbers_that_are_no_signals),
		CASE(stop_is_sticky),
		CASE(errno_survives),
		CASE(sleep_ends_in_time),
		CASE(another_thread_ends_a_sleep),
		CASE(never_a_standard_fd),
		CASE(waiting_for_an_fd),
	};

	return cmocka_run_group_tests_name("wake", tests, NULL, NULL);
}

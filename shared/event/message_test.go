package event

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func post(body io.Reader) *http.Request { return httptest.NewRequest(http.MethodPost, "/", body) }

// The example of Pub/Sub's documentation: cloud.google.com/pubsub/docs/push, "Receive messages".
const documented = `{
    "message": {
        "attributes": {
            "key": "value"
        },
        "data": "SGVsbG8gQ2xvdWQgUHViL1N1YiEgSGVyZSBpcyBteSBtZXNzYWdlIQ==",
        "messageId": "2070443601311540",
        "message_id": "2070443601311540",
        "publishTime": "2021-02-26T19:13:55.749Z",
        "publish_time": "2021-02-26T19:13:55.749Z"
    },
    "deliveryAttempt": 5,
    "subscription": "projects/myproject/subscriptions/mysubscription"
}`

func TestFromPush_ReadsTheDocumentedEnvelope(t *testing.T) {
	t.Parallel()
	want := Message{
		ID:              "2070443601311540",
		Data:            []byte("Hello Cloud Pub/Sub! Here is my message!"),
		Attributes:      map[string]string{"key": "value"},
		PublishTime:     time.Date(2021, 2, 26, 19, 13, 55, 749e6, time.UTC),
		Subscription:    "projects/myproject/subscriptions/mysubscription",
		DeliveryAttempt: 5,
	}
	broken := strings.Replace(documented, "SGVsbG8gQ2xvdWQg", `SGVsbG8gQ2x\r\nvdWQg\n`, 1)
	for name, body := range map[string]string{"as documented": documented, "base64 in lines": broken} {
		got, err := FromPush(post(strings.NewReader(body)), MaxPushBytes)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	body, err := want.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := FromPush(post(bytes.NewReader(body)), int64(len(body))); err != nil || !cmp.Equal(want, got) {
		t.Errorf("Envelope read back: %v\n%s", err, cmp.Diff(want, got))
	}
}

func TestFromPush_DistinguishesMessagesFromConnections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		body       io.Reader
		unparsable bool
	}{
		{"empty", strings.NewReader(""), true},
		{"not JSON", strings.NewReader("hello"), true},
		{"ends early", strings.NewReader(documented[:100]), true},
		{"unwrapped payload", strings.NewReader(`{"schema":1}`), true},
		{"data is not base64", strings.NewReader(`{"message":{"data":"%%%"}}`), true},
		{"data is not a string", strings.NewReader(`{"message":{"data":{}}}`), true},
		{"one byte too many", strings.NewReader(documented + strings.Repeat(" ", MaxPushBytes+1-len(documented))), true},
		{"connection lost", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(documented))), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := FromPush(post(tt.body), MaxPushBytes)
			if err == nil || errors.Is(err, ErrUnparsable) != tt.unparsable {
				t.Errorf("error %v; want unparsable: %v", err, tt.unparsable)
			}
		})
	}
	whole := documented + strings.Repeat(" ", MaxPushBytes-len(documented))
	if _, err := FromPush(post(strings.NewReader(whole)), MaxPushBytes); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
}

func TestMessage_ForeignIsUnparsable(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		"", "null", "[]", "{}", "{", `{"schema":"1"}`, `{"schema":1,"event":"pull_request","action":"opened"}`,
		`{"schema":0,"event":"e","action":"a","installation_id":1}`,
	} {
		if _, err := (Message{Data: []byte(data)}).Event(); !errors.Is(err, ErrUnparsable) {
			t.Errorf("Event of %s: %v", data, err)
		}
	}
	for _, data := range []string{"", "null", "{}", `{"analysis_id":"a"}`, `{"analysis_id":"a","attempt":0}`, `{"attempt":1}`, `{"attempt":"1"}`} {
		if _, err := (Message{Data: []byte(data)}).Result(); !errors.Is(err, ErrUnparsable) {
			t.Errorf("Result of %s: %v", data, err)
		}
	}
	for _, data := range []string{
		`{"schema":0,"event":"schedule","action":"weekly"}`, `{"event":"schedule","action":"weekly"}`, `{"schema":1,"event":"schedule"}`, `{"schema":1,"event":"schedule","action":"monthly"}`,
	} {
		if _, err := (Message{Data: []byte(data)}).Event(); !errors.Is(err, ErrUnparsable) {
			t.Errorf("Event of the schedule %s: %v", data, err)
		}
	}
	// While two versions are deployed one after the other, the older one must not throw the newer one's events away.
	for _, newer := range []string{`{"schema":2,"event":"e","action":"a","installation_id":1}`, `{"schema":2,"event":"schedule","action":"weekly"}`} {
		if _, err := (Message{Data: []byte(newer)}).Event(); err == nil || errors.Is(err, ErrUnparsable) {
			t.Errorf("Event of a newer schema: %v", err)
		}
	}
}

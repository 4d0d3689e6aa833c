package standin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DeliveryRecord is an attempt to deliver a webhook, as the App's settings list it.
type DeliveryRecord struct {
	ID          int64
	GUID        string // of the event: its attempts share it
	Event       string
	Action      string
	StatusCode  int // the receiver's; 502 if it could not be reached, 504 if it took too long
	Redelivery  bool
	DeliveredAt time.Time

	url    string
	header http.Header
	body   []byte
}

// AddDelivery adds a past attempt and returns its ID. A redelivery of it is sent nowhere.
func (s *Server) AddDelivery(d DeliveryRecord) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	def(&d.DeliveredAt, s.now())
	d.ID = s.nextID()
	s.deliveries = append(s.deliveries, &d)
	return d.ID
}

// Deliveries returns the attempts so far, oldest first.
func (s *Server) Deliveries() []DeliveryRecord {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]DeliveryRecord, len(s.deliveries))
	for i, d := range s.deliveries {
		all[i] = *d
	}
	return all
}

// deliveryTimeout is how long GitHub waits for the receiver ("Handling webhook deliveries").
const deliveryTimeout = 10 * time.Second

// Deliver posts an event to a webhook, signed with the secret, and returns the attempt. A failed attempt is not an error, as for
// GitHub: see its StatusCode.
func (s *Server) Deliver(ctx context.Context, to, event string, payload []byte, secret string) DeliveryRecord {
	header := Delivery(event, payload, secret)
	return s.attempt(ctx, DeliveryRecord{
		GUID: header.Get("X-GitHub-Delivery"), Event: event, Action: actionOf(payload), url: to, header: header, body: payload,
	})
}

func (s *Server) attempt(ctx context.Context, d DeliveryRecord) DeliveryRecord {
	d.DeliveredAt = s.now()
	d.StatusCode = post(ctx, d.url, d.header, d.body)
	d.ID = s.AddDelivery(d)
	return d
}

func post(ctx context.Context, to string, header http.Header, body []byte) int {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return http.StatusBadGateway
	}
	req.Header = header.Clone()
	resp, err := http.DefaultClient.Do(req)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	case err != nil:
		return http.StatusBadGateway
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// outcomes has the ranges of status codes that GitHub counts as arrived and as failed.
var outcomes = map[string][2]int{"": {0, 999}, "success": {200, 399}, "failure": {400, 599}}

// listDeliveries is "List deliveries for an app webhook": newest first, with a cursor in place of pages.
func (s *Server) listDeliveries(r *http.Request) answer {
	q := r.URL.Query()
	codes, known := outcomes[q.Get("status")]
	if !known {
		return failure(http.StatusUnprocessableEntity, "Invalid status")
	}
	from := int64(1 << 62)
	if cursor := q.Get("cursor"); cursor != "" {
		id, err := strconv.ParseInt(strings.TrimPrefix(cursor, "v1_"), 10, 64)
		if err != nil {
			return failure(http.StatusBadRequest, "Invalid cursor")
		}
		from = id
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	size, header, listed := perPage(q), http.Header{}, []object{}
	sorted := slices.Clone(s.deliveries)
	slices.SortStableFunc(sorted, func(a, b *DeliveryRecord) int { return b.DeliveredAt.Compare(a.DeliveredAt) })
	skip := cursorAt(sorted, from)
	for _, d := range sorted[skip:] {
		if d.StatusCode < codes[0] || d.StatusCode > codes[1] {
			continue
		}
		if len(listed) == size {
			q.Set("cursor", fmt.Sprintf("v1_%d", d.ID))
			header.Set("Link", linkTo(r, q, "next"))
			break
		}
		listed = append(listed, s.deliveryObject(d))
	}
	return answer{status: http.StatusOK, header: header, body: listed}
}

// cursorAt returns the index of the delivery with that ID; 0 if there is none.
func cursorAt(sorted []*DeliveryRecord, id int64) int {
	return max(slices.IndexFunc(sorted, func(d *DeliveryRecord) bool { return d.ID == id }), 0)
}

// redeliver is "Redeliver a delivery for an app webhook". The attempt is made before the answer; GitHub makes it later.
func (s *Server) redeliver(r *http.Request) answer {
	s.mu.Lock()
	i := slices.IndexFunc(s.deliveries, func(d *DeliveryRecord) bool {
		return strconv.FormatInt(d.ID, 10) == r.PathValue("delivery_id")
	})
	if i < 0 {
		s.mu.Unlock()
		return notFound
	}
	again := *s.deliveries[i]
	s.mu.Unlock()
	again.Redelivery = true
	if again.url != "" {
		s.attempt(r.Context(), again)
	} else {
		again.StatusCode, again.DeliveredAt = http.StatusAccepted, s.now()
		s.AddDelivery(again)
	}
	return answer{status: http.StatusAccepted, body: object{}}
}

func (s *Server) deliveryObject(d *DeliveryRecord) object {
	status := http.StatusText(d.StatusCode)
	if d.StatusCode >= 200 && d.StatusCode < 300 {
		status = "OK"
	}
	return object{
		"id": d.ID, "guid": d.GUID, "delivered_at": stamp(d.DeliveredAt), "redelivery": d.Redelivery, "duration": 0.12,
		"status": status, "status_code": d.StatusCode, "event": d.Event, "action": optional(d.Action),
		"installation_id": s.o.InstallationID, "repository_id": s.o.RepositoryID, "throttled_at": nil,
	}
}
